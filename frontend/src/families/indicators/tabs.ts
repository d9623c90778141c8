/** The sheet's tab in which an indicator is chosen. */
export const INDICATOR = 'indicator';
