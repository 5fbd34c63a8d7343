import { functionResources } from './blocks/function-resources.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { type Resources, together } from './resources.ts';
import { because } from './value.ts';

/** Resources that belong together, under a heading. */
export interface Chapter {
  readonly title: string;
  readonly says?: string;
  readonly resources?: Resources;
  /** The function that the chapter is about: what follows from it stands after the other resources. */
  readonly lambda?: LambdaFunction;
}

/** The resources of chapters, in order; the heading of each is a comment before its first. */
export function resourcesOf(chapters: readonly Chapter[]): Resources {
  return together(...chapters.map(headed));
}

function headed({ title, says, resources = {}, lambda }: Chapter): Resources {
  const heading = says === undefined ? `---- ${title}\n` : `---- ${title}\n\n${says}\n`;
  const all = together(resources, lambda === undefined ? {} : functionResources(lambda));
  const [[first, resource] = ['', ''], ...others] = Object.entries(all);
  return Object.fromEntries([[first, because(heading, resource)], ...others]);
}
