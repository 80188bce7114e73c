package collab.bench.load;

/**
 * Who a socket is opened for.
 *
 * @param token of a login; a {@link SyntheticServer} believes any
 */
public record ClientIdentity(long userId, String token) {}
