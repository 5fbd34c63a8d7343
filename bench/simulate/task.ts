import { type Chance, chanceOf } from './chance.ts';

/** A mapping task, and how it gets credentials. Times are seconds. */
export interface Task {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  /** Which roles its connections assume. */
  readonly roleArns: readonly string[];
  /** How long its credentials live. */
  readonly duration: number;
  /** From one start to the next. */
  readonly period: number;
  readonly isAdvanced: boolean;
  /** Of the key with which its agent requests credentials. */
  readonly requesterKeyId: string;
  /** The name that all of its sessions have; `undefined` where each has a name of its own. */
  readonly sessionName: string | undefined;
  /** What its runs say of their sessions. */
  readonly says: 'session name' | 'key' | 'nothing';
  /** By which part of the greatest error its agent's clock is off: from -1 to 1. */
  readonly clockError: number;
  readonly chance: Chance;
  /** For what comes between, so that the same happens whatever that is. */
  readonly mishaps: Chance;
}

const account = 'arn:aws:iam::123456789012:role';
/** Tasks that share their roles with each other. */
const sharing = 10;
const lives = [900, 900, 900, 1800, 1800, 3600, 3600, 3600, 3600, 7200] as const;

/** Makes one of many tasks. `unnamed`: the share of those on shared roles that name nothing. */
export function makeTask(seed: number, number: number, unnamed: number): Task {
  const chance = chanceOf(seed, number);
  const mishaps = chanceOf(~seed, number);
  const isShared = number % (2 * sharing) < sharing;
  const place = isShared ? `shared-${Math.floor(number / sharing)}` : `own-${number}`;
  const hasTwoRoles = chance.happens(0.5);
  const hasConstantName = chance.happens(0.6);
  const isUnnamed = chance.happens(1) && isShared && mishaps.happens(unnamed);
  const duration = chance.oneOf(lives);
  const name = `mapping-task-${number}`;
  return {
    number,
    id: `task-${String(number).padStart(20, '0')}`,
    name,
    roleArns: [`${account}/source-${place}`, ...(hasTwoRoles ? [`${account}/target-${place}`] : [])],
    duration,
    period: duration + chance.between(0, 900),
    isAdvanced: chance.happens(0.1),
    requesterKeyId: `AKIA${chance.letters(16)}`,
    sessionName: hasConstantName ? name : undefined,
    says: saying({ isShared, hasConstantName, isUnnamed }),
    clockError: chance.between(-1, 1),
    chance,
    mishaps,
  };
}

/** On a role of its own a task need not say anything. */
function saying(of: { isShared: boolean; hasConstantName: boolean; isUnnamed: boolean }): Task['says'] {
  if (of.isUnnamed) return 'nothing';
  if (of.hasConstantName) return 'session name';
  return of.isShared ? 'key' : 'nothing';
}
