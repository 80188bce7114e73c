package collab.web;

/**
 * One file of the browser client.
 *
 * @param path where it is served, without the leading slash, for example {@code assets/3f2c9a/main.js}
 * @param contentType with its charset
 * @param bytes shared by all readers, which must not change them
 * @param gzip the same content, compressed; shared as well
 * @param etag a strong validator, quotes included (RFC 9110, section 8.8.3)
 * @param lasting whether the path contains a hash of the content, so that a browser may cache it for ever
 */
public record WebFile(String path, String contentType, byte[] bytes, byte[] gzip, String etag, boolean lasting) {}
