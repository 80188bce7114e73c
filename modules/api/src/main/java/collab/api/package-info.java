/**
 * The JSON-RPC contract in Java: records that the build generates from {@code openrpc.json}. Parsing validates JSON against the
 * schemas of the contract. This package contains no HTTP, no sessions and no rules of the domain.
 *
 * <p>An optional member is an {@link java.util.Optional}. A member with a default is a plain value: parsing applies the default
 * and writing omits it. Parameter records reject unknown members. Result records ignore them, so that an older client
 * understands a newer server.
 */
package collab.api;
