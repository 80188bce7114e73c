package collab.websocket.handshake;

import collab.runtime.HttpGuard;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;

/**
 * The HTTP response to a rejected upgrade. It is the last response on its connection.
 *
 * @param reason one sentence for people
 * @param moreHeaders complete header lines, each with its CRLF
 */
record UpgradeRejection(int status, String reason, String moreHeaders) {

    byte[] encode() {
        byte[] body = (reason + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " " + Status.create(status).reasonPhrase() + "\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: " + body.length + "\r\n"
                + HttpGuard.HEAD_LINES
                + "Cache-Control: no-store\r\n"
                + moreHeaders
                + "Connection: " + (status == 426 ? "upgrade, close" : "close") + "\r\n\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] response = new byte[headBytes.length + body.length];
        System.arraycopy(headBytes, 0, response, 0, headBytes.length);
        System.arraycopy(body, 0, response, headBytes.length, body.length);
        return response;
    }
}
