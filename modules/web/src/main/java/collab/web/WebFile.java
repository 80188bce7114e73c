package collab.web;

/**
 * One file of the browser client.
 *
 * @param path relative, for example {@code main.js}
 * @param contentType with its charset
 * @param bytes shared: whoever serves them does not write to them
 * @param etag a strong validator, quotes included (RFC 9110, section 8.8.3)
 */
public record WebFile(String path, String contentType, byte[] bytes, String etag) {}
