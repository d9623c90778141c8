/** Names for the server's replies, which the server itself describes: `npm run api` writes schema.gen.ts. */

import type { components } from './schema.gen.ts';

type Schemas = components['schemas'];

export type Lang = 'vi' | 'en';
export type Text = Schemas['Text'];
/** What the page computes with is not written to: a tuple of a reply fits. */
export type Box = Readonly<Schemas['Box']>;
export type LevelName = Schemas['HomeEdition']['levels'][number];
export type Frequency = Schemas['Indicator']['frequency'];
export type Polarity = Schemas['Indicator']['polarity'];

export type HomeReply = Schemas['HomeReply'];
export type HomeEdition = Schemas['HomeEdition'];
export type TileSet = Schemas['TileSet'];
export type LayerEntry = Schemas['LayerEntry'];
export type Archipelago = Schemas['Archipelago'];
export type UnitsReply = Schemas['UnitsReply'];
export type OutlineReply = Schemas['OutlineReply'];

export type Indicator = Schemas['Indicator'];
export type CatalogueReply = Schemas['CatalogueReply'];
export type ValuesReply = Schemas['ValuesReply'];
export type SeriesReply = Schemas['SeriesReply'];
export type CarriedPart = Schemas['CarriedPart'];
export type Revision = Schemas['Revision'];

export type UnitFound = Schemas['UnitFound'];
export type RowFound = Schemas['RowFound'];
/** Either of two shapes, where a member that only the other has reads as undefined. */
type Either<A, B> =
  | (A & { [K in Exclude<keyof B, keyof A>]?: never })
  | (B & { [K in Exclude<keyof A, keyof B>]?: never });
export type SearchResult = Either<UnitFound, RowFound>;
export type SearchReply = Schemas['SearchReply'];

export type Collection = Schemas['Collection'];
export type SetAside = Schemas['SetAside'];
export type CollectionsReply = Schemas['CollectionsReply'];
export type Field = Schemas['FieldEntry'];
export type FeatureReply = Schemas['FeatureReply'];
export type ItemsReply = Schemas['ItemsReply'];
export type IdentifyReply = Schemas['IdentifyReply'];
export type LayerLegend = Schemas['LegendReply'];
/** Which part of its time a layer shows. */
export type LegendSpan = Schemas['LegendSpan'];

/** RFC 9457 with both languages. */
export type Problem = Schemas['Problem'];
