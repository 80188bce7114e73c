package collab.bench;

/**
 * Who a socket is opened for.
 *
 * @param token of a login; a {@link LinkSource} believes any
 */
record Seat(long userId, String token) {}
