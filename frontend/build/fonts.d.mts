export function buildFonts(): void;
