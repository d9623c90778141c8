/** Goes to a view that differs in the indicators' own parts. */

import { view } from '../../shell/view.svelte.ts';
import { encodeOwn, type OwnView } from './address.ts';

export function go(part: Partial<OwnView>): void {
  view.go({}, encodeOwn(part));
}
