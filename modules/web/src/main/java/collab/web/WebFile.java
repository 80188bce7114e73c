package collab.web;

/**
 * One file of the browser client.
 *
 * @param path where it is served, without the leading slash, for example {@code assets/3f2c9a/main.js}
 * @param contentType with its charset
 * @param bytes shared: whoever serves them does not write to them
 * @param gzip the same, compressed, likewise shared
 * @param etag a strong validator, quotes included (RFC 9110, section 8.8.3)
 * @param lasting whether the path names this very content, so that it may be kept for ever
 */
public record WebFile(String path, String contentType, byte[] bytes, byte[] gzip, String etag, boolean lasting) {}
