/**
 * The JSON-RPC contract in Java. JSON enters and leaves as records generated from {@code openrpc.json}, checked
 * completely against their schemas on the way in. The room knows neither HTTP nor sessions nor any rule of the domain.
 *
 * <p>A schema's optional member is an {@link java.util.Optional}; one with a default is a plain value, applied on
 * reading and left out on writing. Parameters refuse members they do not know; replies ignore them, so that an older
 * client understands a newer server.
 */
package collab.api;
