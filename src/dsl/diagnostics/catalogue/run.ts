import { problem } from '../catalogue.ts';

/** Codes VAK6xxx: what a call is refused for at run time, and the mistakes of embedders. */
export const run = {
  forbiddenByRule: problem('VAK6001', 'a rule forbids the call', {
    bad: `rule frozen_accounts {\n  forbid any tool labelled payments\n  when context.customer.frozen\n}`,
    why: 'A `forbid` rule held for this call. It holds as well where one of its conditions is unknown and none is false: a missing field never opens anything. The opinions in the refusal name the rule, its line and the condition that decided.',
    good: `await session.call('refunds.issue', args, { context: { customer: { ...customer, frozen: false } } })`,
  }),
  noRule: problem('VAK6002', 'no rule permits the call', {
    bad: `policy reading for desk {\n  rule look_up { permit orders.read }\n}\n// and the agent calls email.send`,
    why: 'Only a `permit` rule whose conditions are all true opens a call. Either no such rule names the tool, or one of its conditions was false or unknown; the opinions say which. `require approval` opens nothing: it only tightens what a `permit` opened.',
    good: `rule tell_the_customer {\n  permit email.send\n  when args.to == context.customer.email\n}`,
  }),
  limit: problem('VAK6003', 'a limit is used up', {
    bad: `limit refund_count for desk {\n  on refunds.issue\n  at most 20 calls per 1h\n}`,
    why: 'The call would be one too many, or its amount too much, within the window of the limit. `retryAfterMs` in the refusal says when an equal call could be admitted; it is absent where no waiting would help. A refused call takes nothing from the limit.',
    good: `// wait for retryAfterMs, or let a person decide:\n  otherwise require approval from finance`,
  }),
  constraint: problem('VAK6004', 'a constraint does not hold', {
    bad: `constraint never_over_refund {\n  for every refunds.issue holds lookup.order.refunded + args.amount <= lookup.order.paid\n}`,
    why: 'The condition of the constraint is false for this call, or unknown because a fact is missing. Without an `otherwise` that asks for approval, both forbid.',
    good: `refunds.issue { order_id: "ord_1", amount: 20 EUR }   // at most what is left of the payment`,
  }),
  approvalRefused: problem('VAK6005', 'the approvers refused', {
    bad: `await vak.answer(ticket, { by: 'finance@example.com', answer: 'deny' })`,
    why: 'Somebody who may answer said no, or nobody could be asked and the approvers say `otherwise: forbid`. One refusal is enough, however many approvals are required.',
    good: `await vak.answer(ticket, { by: 'finance@example.com', answer: 'grant' })`,
  }),
  approvalExpired: problem('VAK6006', 'the question expired', {
    bad: `approvers finance { within: 5m, otherwise: forbid }`,
    why: 'No sufficient answer came within the time of the question, which is the shorter one of the rule and the approvers. An expired ticket cannot be revived, and a later answer to it counts for nothing.',
    good: `// call again: the new ticket has its full time`,
  }),
  ticketMismatch: problem('VAK6007', 'a ticket for something else', {
    bad: `await session.call('refunds.issue', { ...args, amount: '400.00 EUR' }, { ticket })`,
    why: 'A ticket is bound to tenant, principal, session, agent, tool, the code of the tool, the exact canonical arguments and what was shown to the approvers, and it is good for one use. This call differs in one of these, or the ticket was used already.',
    good: `await vak.resume(ticket)   // the same call, decided again with what holds now`,
  }),
  noRecordedAnswer: problem('VAK6008', 'nothing answers this tool here', {
    bad: `tool orders.read { effect: read  args { id: string } }\n// and load(…) without { tools: { 'orders.read': … } }`,
    why: 'The call was permitted, but no code, host function or recorded result stands behind the tool. Nothing was started, and what was reserved is given back.',
    good: `const vak = await load('desk.vak', { tools: { 'orders.read': readOrder } })`,
  }),
  lookupFailed: problem('VAK6009', 'a look-up failed', {
    bad: `lookup { order: orders.read { id: args.order_id } }\n// and there is no such order`,
    why: 'The tool says which facts must be fetched before its calls are decided. One of them could not be had: the call for it was refused, failed, was late, or gave a result of another type. What cannot be known is not permitted.',
    good: `// a look-up tool answers for every record that exists, and declares the type it gives`,
  }),
  stageObjects: problem('VAK6010', 'a stage of a pipeline objects', {
    bad: `stage safety: symbolic { rules: "./safety.dl" }\n// and a rule of safety.dl derives forbid(…) for the call`,
    why: 'A stage looked at the call and found that it violates something: a rule derived `forbid`, or what the stage checks does not hold. The pipeline objects as its `otherwise` says, or forbids. A pipeline only tightens; what it passes still needs a `permit`.',
    good: `// the entry's \`stages\` names the stage and what it rests on; \`vak symbols why\` prints the derivation`,
  }),
  factMissing: problem('VAK6011', 'a stage needs a fact that is not known', {
    bad: `stage facts: symbolic { facts: [context.customer] }\n// and the session was opened without \`customer\``,
    why: 'The stage says what must be known before the call may be judged, and something of it is not. The refusal names the facts to supply; what cannot be known is never taken for granted.',
    good: `vak.agent('desk').session({ context: { customer } })`,
  }),
  stageUndecided: problem('VAK6012', 'a stage of a pipeline did not decide', {
    bad: `stage safety: symbolic { rules: "./safety.dl", timeout: 1ms }`,
    why: 'The stage threw, was late, ran into its limit of facts, or could not tell. Undecided is never allowed: the stage that `fallback` names must answer in its place, or the pipeline objects as its `otherwise` says.',
    good: `stage safety: symbolic { rules: "./safety.dl", timeout: 100ms, fallback: facts }\n  stage facts: symbolic { facts: [lookup.order] }`,
  }),
  reviewFailed: problem('VAK6013', 'a result was withheld by a stage', {
    bad: `// the call was carried out, and a stage that reviews results found that this one breaks a rule`,
    why: 'The effect has happened and is recorded as done by the tool; what came of it is not released, because a stage of a pipeline did not find it valid or could not tell.',
    good: `// the outcome's entry has the stage and what it found; a call that undoes the effect travels the road like any other`,
  }),
  gateObjects: problem('VAK6020', 'a step that a gate does not let through', {
    bad: `gate sound for desk {\n  on refunds.issue\n  score with steps\n  forbid when score < 0.4\n}\n// and the same refund is asked for a third time`,
    why: 'The gate had the step scored, and the score is one that it objects to. The same step gets the same answer: only another call, or one with other arguments, may be scored better. A high score never permits; it only does not object.',
    good: `// take another step; the entry has the score and the scorer under \`stages\``,
  }),
  scoreUnavailable: problem('VAK6021', 'a score that is not to be had', {
    bad: `gate sound for desk {\n  on refunds.issue\n  score with judge\n  forbid when score < 0.4\n}\n// and the model behind \`judge\` does not answer`,
    why: 'The scorer threw, was late, or answered with no number from 0 to 1. What that means the gate says with `if unavailable`; where it says nothing, the call is forbidden.',
    good: `gate sound for desk {\n  on refunds.issue\n  score with judge { timeout: 2s }\n  forbid when score < 0.4\n  if unavailable require approval from finance\n}`,
  }),
  unknownTool: problem('VAK6101', 'a tool that the file does not have', {
    bad: `await session.call('orders.raed', { id: 'ord_1' })`,
    why: 'Models make up tool names. Such a call is refused and recorded, and nothing runs. `session.tools()` gives exactly the tools that exist for the agent.',
    good: `await session.call('orders.read', { id: 'ord_1' })`,
  }),
  notGranted: problem('VAK6102', 'a tool that the agent was not given', {
    bad: `agent desk { tools: [orders.read] }\n// and desk calls refunds.issue`,
    why: 'The tool exists, but the `tools` of this agent leave it out. No rule is asked: what was not given to an agent cannot be permitted to it.',
    good: `agent desk { tools: [orders.read, refunds.issue] }`,
  }),
  badArgument: problem('VAK6103', 'arguments that do not fit the tool', {
    bad: `{ "order_id": "ord_1", "amount": 20 }`,
    why: 'Arguments are checked against the `args` of the tool before anything is decided: every required field, no unknown ones, each of its type and within its `where`. Money is a string with its currency; the field and the expected form are named in the refusal. A context that does not fit its declaration is refused likewise.',
    good: `{ "order_id": "ord_1", "amount": "20.00 EUR", "reason": "late" }`,
  }),
  sessionEnded: problem('VAK6104', 'the session has ended', {
    bad: `await session.end()\nawait session.call('orders.read', { id: 'ord_1' })`,
    why: 'A session ends by `end()`, at the end of an `await using` block, when the runtime stops, and after 30 minutes without use. Nothing is carried out for it afterwards.',
    good: `await using session = vak.agent('desk').session({ principal: 'alice' })`,
  }),
  auditUnavailable: problem('VAK6105', 'the log cannot be written', {
    bad: `audit { to: dir("/full-disk/audit") }`,
    why: 'A decision is durable before its effect starts, and an outcome before its result is released. The log could not be opened or written, so every call is forbidden until the runtime is started anew. What was acknowledged before still verifies.',
    good: `// make room or mend the folder's rights, then start again; vak audit verify DIR tells how the log is`,
  }),
  pluginFailed: problem('VAK6106', 'a plugin failed', {
    bad: `object(call) { return this.client.ask(call) }   // throws, or does not answer in time`,
    why: 'A plugin that decides, executes, records or opens secrets threw, was late or answered nonsense. Such a failure forbids the call; the refusal names the plugin, and `vak.health()` shows its state.',
    good: `object(call) { return known.has(call.tool.name) ? [] : [{ by: 'acme', verdict: 'forbid' }] }`,
  }),
  outcomeUnknown: problem('VAK6107', 'an equal call may have happened already', {
    bad: `refunds.issue { order_id: "ord_1", amount: 20 EUR }   // killed half-way\nrefunds.issue { order_id: "ord_1", amount: 20 EUR }   // held`,
    why: 'An earlier call with the same tool and arguments timed out, was killed or crashed, so its effect may have happened. vak never repeats such a call by itself.',
    good: `await vak.reconcile(callId, 'not started')   // after looking at the other side`,
  }),
  logContradicts: problem('VAK6108', 'the log contradicts its signed head', {
    bad: `sed -i 's/50.00 EUR/5.00 EUR/' audit/entries.jsonl   # and then a start`,
    why: "The entries are checked against the head that was signed over them before anything is added. Some are others, some are missing, or the head itself is not one of this log's key. Signing on would cover that up, so the runtime does not start.",
    good: `vak audit verify audit   # names the entries; keep the folder, and start with a new one`,
  }),
  logInUse: problem('VAK6109', 'the log is being written by another process', {
    bad: `audit { to: dir("./audit") }   # and two processes that load the file`,
    why: 'A log has one writer. The lock is given back when its process ends, however it ends, so it never has to be removed by hand.',
    good: `await load('desk.vak', { state: '.vak-' + worker })   // a log of its own for each process`,
  }),
  logKey: problem('VAK6110', 'the log cannot be signed with this key', {
    bad: `chmod 644 .vak/keys/audit   # or a new key for an old log`,
    why: 'The key that signs a log is in `VAK_AUDIT_KEY` or in `keys/audit` of the state folder, readable by its owner alone, and it stays the one whose public half is `log.pub`. Otherwise anyone, or no one, could have signed.',
    good: `chmod 600 .vak/keys/audit`,
  }),
  noLog: problem('VAK6111', 'no log to read', {
    bad: `vak audit prove elsewhere 3`,
    why: 'A log is a folder with `entries.jsonl`, its leaf hashes in `leaves`, a signed `checkpoint` and the public key `log.pub`. One of those that this command needs is not there.',
    good: `vak audit prove .vak/audit 3`,
  }),
  beyondHead: problem('VAK6112', 'an index that the signed head does not cover', {
    bad: `vak audit prove .vak/audit 1000   # of 40 entries`,
    why: 'A proof leads from an entry to a signed head. Entries count from 0, and those written in the last moments of a running log are signed a little later.',
    good: `vak audit checkpoint .vak/audit   # says how many entries are covered`,
  }),
  unknownAgent: problem('VAK6201', 'an agent that the file does not have', {
    bad: `vak.agent('suport_desk')`,
    why: 'The name must be that of an `agent` block in the loaded file or one it takes from an import. This is a mistake in the host program, so it is thrown.',
    good: `vak.agent('support_desk')`,
  }),
  badOption: problem('VAK6202', 'an option that does not fit', {
    bad: `await load('desk.vak', { tool: {} })`,
    why: 'An option that vak does not know would be ignored, and the host would run with less than it believes. That holds for the options of `load`, sessions and calls, for the words of `answer` and `reconcile`, and for a `principal` or `tenant` that is no text. The same code says that a session is taken up under an `id` that belongs to another agent, tenant or principal.',
    good: `await load('desk.vak', { tools: {} })`,
  }),
  badToolKey: problem('VAK6203', 'a function for a tool that is not the host\u2019s', {
    bad: `await load('desk.vak', { tools: { 'order.read': readOrder } })`,
    why: 'Every key of `tools` is a tool of the file without `run`. A key that names none would never be called; one whose tool has code of its own would bypass the sandbox.',
    good: `await load('desk.vak', { tools: { 'orders.read': readOrder } })`,
  }),
  stopped: problem('VAK6204', 'the runtime was stopped', {
    bad: `await vak.stop()\nvak.agent('support_desk')`,
    why: 'A stopped runtime has closed its log and given back its locks. It cannot be started again; load the file anew.',
    good: `const vak = await load('desk.vak')`,
  }),
  badTicket: problem('VAK6205', 'an answer or a ticket that cannot be taken', {
    bad: `await vak.answer(ticket, { by: session.principal, answer: 'grant' })`,
    why: 'There is no such open question, its arguments are not to be had any more, or this identity may not answer it: whom a session is for never answers its own questions, and `authorize` says who may answer for a group. `reconcile` gives the same code when no such call has an unknown outcome.',
    good: `await vak.answer(ticket, { by: 'finance@example.com', answer: 'grant' })`,
  }),
  doesNotLoad: problem('VAK6206', 'a file that does not load', {
    bad: `await load('desk.vak')   // and desk.vak has errors`,
    why: 'Nothing is wired from a file with errors, or from one that cannot be read. `diagnostics` of the error holds all that was found; `vak check` prints it.',
    good: `vak check desk.vak   # until it says nothing`,
  }),
};
