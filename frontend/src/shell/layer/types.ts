/** What a layer says of itself and answers: names for the served description, and what the workspace makes of it. */

import type { components } from '../../lib/api/schema.gen.ts';

type Schemas = components['schemas'];

export type Collection = Schemas['Collection'];
export type Verb = Collection['offers'][number];
export type TimeAxis = Schemas['LayerTime'];
export type Freshness = Schemas['LayerFreshness'];
export type FieldOfView = Schemas['LayerView'];
export type Listing = Schemas['LayerList'];

export type LayerField = Schemas['FieldEntry'];
export type FieldType = LayerField['type'];
export type Value = string | number | boolean;
/** What stands in a code list; a truth is treated as a list of two. */
export type Code = Schemas['CountRow']['code'];
export type CodeItem = Omit<Schemas['CodeEntry'], 'code' | 'parent'> & { code: Code; parent: Code | null };

export type Row = Schemas['Feature'];
export type ItemsReply = Schemas['ItemsReply'];
export type CountsReply = Schemas['CountsReply'];
/** As it is asked for here: not by a field, so that the counts are one list. */
export type DensityReply = Omit<Schemas['DensityReply'], 'count'> & { count: readonly number[] };
export type LegendReply = Schemas['LegendReply'];
export type IdentifyReply = Schemas['IdentifyReply'];

/** A feature of any layer, as it stands under a click. */
export type Found = { layer: string; id: string };
