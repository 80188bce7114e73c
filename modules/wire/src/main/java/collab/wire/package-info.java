/**
 * The words server and gateway agree on. Bytes of events come in, messages and JSON go out; numbers that both sides of a
 * link or a socket must share stand here once. It knows no rule of the product and no transport.
 */
package collab.wire;
