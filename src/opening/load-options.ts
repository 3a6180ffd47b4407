import type { Trust } from '../bundle/trust.ts';
import type { PolicyRule } from '../rules/rule.ts';
import type { Clock, HostSide } from '../runtime/contract/host.ts';
import type { Plugin } from '../runtime/contract/plugin.ts';
import type { ToolFunctions } from '../runtime/session/agent.ts';
import type { Rehearsal } from './rehearsal.ts';

/** How a policy is loaded; everything may be left out. */
export interface LoadOptions<T extends ToolFunctions = Record<never, never>> {
  /** Functions that answer tools without `run`, by tool name. Their types become those of `call`. */
  readonly tools?: T;
  /** Plugins to use beside the file's own; one that fills a slot must be named by a `use … for`. */
  readonly plugins?: readonly Plugin[];
  /** Rules in code, decided together with the file's and covered by the plan's digest. */
  readonly rules?: readonly PolicyRule[];
  /** Models that scorers of the file ask for by name, of any provider. */
  readonly models?: HostSide['models'];
  /** Answers questions of approvers that have no `ask`; undefined means the answer comes otherwise. */
  readonly approve?: HostSide['approve'];
  /** Whether an identity may answer for a group. */
  readonly authorize?: HostSide['authorize'];
  /** How long opinions and detectors may think, where 250 ms are too few: one that asks another machine. */
  readonly deadlines?: HostSide['deadlines'];
  /** Folder for keys, locks and the default log; `.vak` beside the entry file unless told. */
  readonly state?: string;
  /** Folder of the log, whatever the `audit` block says. */
  readonly audit?: string;
  readonly clock?: Clock;
  /**
   * Another policy, evaluated beside this one: what it would have decided stands in each decision's entry
   * as `observed`, and changes nothing. Its limits count on their own, from nothing on; gates and
   * pipelines are not asked for it.
   */
  readonly observe?: PolicySource;
  /**
   * Executes nothing: every call is decided and recorded, marked as rehearsed, and answered with what is
   * given here for its tool, or refused with VAK6008. Nobody is asked, and a later start counts none of it.
   */
  readonly rehearse?: true | Rehearsal;
  /** Whose bundles and whose tools may be loaded, and then no others; without it no bundle is. */
  readonly trust?: Trust;
}

/**
 * A policy to load: a path or file URL of a `.vak` file or a `.vakb` bundle, or a text with a name that
 * its places are given under.
 */
export type PolicySource = string | URL | { readonly text: string; readonly name: string };
