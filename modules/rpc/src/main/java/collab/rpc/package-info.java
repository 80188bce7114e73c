/**
 * JSON-RPC in, a command or a query, the answer out. Bytes and a credential enter, bytes and a status leave; who it is, how
 * often they may call and how the domain looks in JSON are decided here. The room knows no rule of the domain, no table and
 * nobody who listens to events.
 */
package collab.rpc;
