package collab.bench.load;

/**
 * The user for whom a socket is opened.
 *
 * @param token of a login session; a {@link SyntheticServer} accepts any token
 */
public record ClientIdentity(long userId, String token) {}
