/** What each key of a block is for; the keys the checker takes, in the order authors write them. */
export const keysOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tool: {
    effect: 'what a call does: `pure`, `read`, `egress`, `write` or `irreversible`',
    labels: 'labels that rules select it by',
    result: 'the type of what it gives',
    returns: '`trusted` or `untrusted`: what its results are taken for',
    root: 'the folder that relative paths in its arguments start from',
    run: 'the module that has its code',
    sandbox: 'what its code may use and reach',
    signers: 'keys that the code of its module must be signed with',
    stream: 'how its result may be released',
  },
  sandbox: {
    memory: 'the most memory a call may hold',
    time: 'the longest a call may take',
    network: 'hosts its code may reach',
    read: 'folders its code may read',
    write: 'folders its code may write',
    env: 'variables its code may see',
    tools: 'tools its code may call',
    remember: 'how much its code may keep for each session',
    calls: 'how often a call may ask the host, together',
    tier: 'how strongly its code is kept apart',
    reuse: 'whether its guest serves further calls of the session',
    replay: 'whether a run can be repeated exactly from its record',
    modules: 'files its code may import, by the names it imports them by',
  },
  agent: {
    tools: 'the tools it holds',
    delegates: 'agents it may hand on to',
  },
  approvers: {
    ask: 'how they are asked; `host` when left out',
    within: 'how long a question stands',
    otherwise: 'what follows when nobody answers',
  },
  secret: {
    from: 'where its value is',
    for: 'the tools it is for',
    to: 'the addresses it may go to',
    as: 'where it is put in a request',
  },
  memory: { store: 'where it is kept', keep: 'for how long' },
  audit: {
    to: 'where the log is',
    hide: 'arguments that entries leave out',
    sensitive: 'values that entries only commit to, so that they can be forgotten',
    keep: 'for how long entries are kept',
    heads: 'where signed heads are sent',
    events: 'where entries are sent as they come',
  },
  trace: {
    sample: 'the share of calls that is traced',
    phases: 'whether phases are events or spans',
    hide: 'arguments that spans leave out',
  },
  grant: {
    network: 'hosts it may reach',
    read: 'folders it may read',
    write: 'folders it may write',
    env: 'variables it may see',
    process: 'whether it runs in the process itself',
  },
};

/** The words and functions a fact's value may be, by `block.key`. */
export const valuesOf: Readonly<Record<string, readonly string[]>> = {
  'tool.effect': ['pure', 'read', 'egress', 'write', 'irreversible'],
  'tool.returns': ['trusted', 'untrusted'],
  'tool.stream': ['chunked'],
  'approvers.ask': ['host', 'terminal'],
  'secret.from': ['env("")', 'file("")', 'memory'],
  'secret.as': ['header("Authorization", "Bearer {}")'],
  'audit.to': ['dir("")'],
};

/** The points a plugin may fill. */
export const points: readonly string[] = [
  'policy',
  'limits',
  'approvals',
  'sandbox',
  'secrets',
  'audit',
  'clock',
  'opinions',
  'scrubbers',
  'channels',
  'vaults',
  'sources',
  'trace',
  'heads',
  'events',
];
