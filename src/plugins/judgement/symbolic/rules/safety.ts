/** How places in the rules below are named. */
export const safetyFile = 'vak/safety.dl';

/**
 * vak's own safety rules. What a tool can do is taken from its effect, never from its name: a verb that
 * nobody knows can do all that its effect allows. Paths are canonical and held against folders by
 * components. A file of rules may add facts to every relation declared here, or read it.
 */
export const safetyRules = `
// What an effect lets a tool do, at worst.
.decl allows(effect: string, act: string)
allows("pure", "read").
allows("read", "read").
allows("egress", "read").    allows("egress", "network").
allows("write", "read").     allows("write", "modify").     allows("write", "delete").
allows("irreversible", "read").    allows("irreversible", "modify").
allows("irreversible", "delete").  allows("irreversible", "execute").

.decl can(act: string)
can(Act) :- effect(Effect), allows(Effect, Act).
can("network") :- host_at(Leaf, _), like(Leaf, "args*").
can("execute") :- command_at(_, _).
can("modify") :- command_at(_, _).
can("delete") :- command_at(_, _).

// What an agent may do beyond its tools, and how much it is trusted: 0 is harmless, 1 is not.
.decl capability(agent: string, capability: string)
.decl agent_risk(agent: string, risk: decimal)

.decl critical(path: string)
critical("/etc/shadow").  critical("/etc/passwd").  critical("/etc/hosts").  critical("/etc/sudoers").
critical("/etc/sudoers.d").

.decl sensitive(pattern: string)
sensitive("*/.env").          sensitive("*/.env.*").         sensitive("*/secrets.json").
sensitive("*/.ssh/*").        sensitive("*/.aws/credentials").
sensitive("*/id_rsa").        sensitive("*/id_ed25519").     sensitive("/etc/shadow").

.decl system(folder: string)
system("/etc").  system("/usr").  system("/var").  system("/bin").  system("/sbin").  system("/lib").
system("/boot").  system("/dev").  system("/proc").  system("/sys").

.decl restricted_tool(name: string)
.decl restricted_program(name: string)
restricted_program("dd").  restricted_program("mkfs").  restricted_program("shutdown").

.decl internal_host(host: string)
internal_host("localhost").

.decl touched(path: string)
touched(Path) :- path_at(Leaf, Path), like(Leaf, "args*").
.decl external(host: string)
external(Host) :- host_at(Leaf, Host), like(Leaf, "args*"), !internal_host(Host).

forbid("critical_delete", "A critical file is never deleted.") :-
  can("delete"), touched(Path), critical(File), within(Path, File).

forbid("critical_modify", "A critical file is never changed.") :-
  can("modify"), touched(Path), critical(File), within(Path, File).

forbid("sensitive_access", "Secrets are not read through tools.") :-
  can("read"), touched(Path), sensitive(Pattern), like(Path, Pattern).

forbid("external_network", "This agent does not reach hosts outside.") :-
  external(_), agent(Agent), !capability(Agent, "external").

forbid("restricted_tool", "This tool is not for agents.") :- tool(Name), restricted_tool(Name).
forbid("restricted_tool", "This program is not for agents.") :-
  program_at(_, Name), restricted_program(Name).
forbid("restricted_tool", "Nothing is deleted by force and whole.") :-
  flag_at(Leaf, "rm", "-r"), flag_at(Leaf, "rm", "-f").
forbid("restricted_tool", "A command that cannot be read is not run.") :- unreadable_at(_).

forbid("system_path", "System folders are not changed.") :-
  can("modify"), touched(Path), system(Folder), within(Path, Folder).

forbid("high_risk_network", "An agent of high risk does not reach the network.") :-
  can("network"), agent(Agent), agent_risk(Agent, Risk), Risk > 0.7.

forbid("risky_external", "An agent of some risk does not reach hosts outside.") :-
  external(_), agent(Agent), agent_risk(Agent, Risk), Risk > 0.5.

forbid("network_capability", "This agent was not given the network.") :-
  can("network"), agent(Agent), !capability(Agent, "network").
`;
