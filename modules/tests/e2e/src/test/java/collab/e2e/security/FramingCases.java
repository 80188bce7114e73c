package collab.e2e.security;

import static collab.e2e.security.FramingCase.CALL;
import static collab.e2e.security.FramingCase.CHUNKS;
import static collab.e2e.security.FramingCase.HEX;
import static collab.e2e.security.FramingCase.LENGTH;
import static collab.e2e.security.FramingCase.accepted;
import static collab.e2e.security.FramingCase.answered;
import static collab.e2e.security.FramingCase.chunked;
import static collab.e2e.security.FramingCase.get;
import static collab.e2e.security.FramingCase.post;
import static collab.e2e.security.FramingCase.rejected;
import static collab.e2e.security.FramingCase.withHeader;
import static collab.e2e.security.FramingCase.withLine;

import java.util.List;
import java.util.stream.Stream;

/**
 * The table of HTTP/1.1 framing (RFC 9112). A request that a proxy in front could read in another way is rejected, and the
 * connection ends: nothing that follows is taken as a request.
 */
final class FramingCases {
    private static final String REST = "\r\n" + CALL + "\r\n0\r\n\r\n";
    private static final String LAST = HEX + "\r\n" + CALL + "\r\n";

    private FramingCases() {}

    static Stream<FramingCase> all() {
        return Stream.of(lengths(), encodings(), chunks(), headers(), lines(), sizes())
                .flatMap(List::stream);
    }

    private static List<FramingCase> lengths() {
        return List.of(
                accepted("one length", post("Content-Length: " + LENGTH, CALL)),
                accepted("leading zeros", post("Content-Length: 000" + LENGTH, CALL)),
                rejected(
                        "two equal lengths", post("Content-Length: " + LENGTH + "\r\nContent-Length: " + LENGTH, CALL)),
                rejected("two lengths", post("Content-Length: " + LENGTH + "\r\nContent-Length: 3", CALL)),
                rejected("list of lengths", post("Content-Length: " + LENGTH + ", " + LENGTH, CALL)),
                rejected("plus", post("Content-Length: +" + LENGTH, CALL)),
                rejected("minus", post("Content-Length: -" + LENGTH, CALL)),
                rejected("hexadecimal length", post("Content-Length: 0x" + HEX, CALL)),
                rejected("hexadecimal digits", post("Content-Length: " + HEX, CALL)),
                rejected("blank in a length", post("Content-Length: 4 6", CALL)),
                rejected("empty length", post("Content-Length: ", CALL)),
                rejected("decimal fraction", post("Content-Length: " + LENGTH + ".0", CALL)),
                rejected("underscore in a length", post("Content-Length: 4_6", CALL)),
                rejected("length above 64 bits", post("Content-Length: 99999999999999999999", CALL)),
                rejected("blank before the colon of a length", post("Content-Length : " + LENGTH, CALL)),
                rejected("too large body", 413, post("Content-Length: 9223372036854775807", CALL)));
    }

    private static List<FramingCase> encodings() {
        return List.of(
                rejected(
                        "length and chunks",
                        post("Content-Length: " + LENGTH + "\r\nTransfer-Encoding: chunked", CHUNKS)),
                rejected("chunks and length", post("Transfer-Encoding: chunked\r\nContent-Length: " + LENGTH, CHUNKS)),
                rejected("identity and length", post("Transfer-Encoding: identity\r\nContent-Length: " + LENGTH, CALL)),
                accepted("name in capitals", post("Transfer-Encoding: CHUNKED", CHUNKS)),
                accepted("tab before the value", post("Transfer-Encoding:\tchunked", CHUNKS)),
                accepted("another header with an underscore", withHeader("Transfer_Encoding: chunked")),
                rejected("identity", post("Transfer-Encoding: identity", CALL)),
                rejected("gzip", post("Transfer-Encoding: gzip", CALL)),
                rejected("gzip, chunked", 501, post("Transfer-Encoding: gzip, chunked", CHUNKS)),
                rejected("chunked, gzip", post("Transfer-Encoding: chunked, gzip", CHUNKS)),
                rejected("chunked twice", post("Transfer-Encoding: chunked, chunked", CHUNKS)),
                rejected(
                        "chunked in two headers",
                        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", CHUNKS)),
                rejected(
                        "chunked, then identity",
                        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", CHUNKS)),
                rejected(
                        "identity, then chunked",
                        501,
                        post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", CHUNKS)),
                rejected("xchunked", post("Transfer-Encoding: xchunked", CHUNKS)),
                rejected("quoted", post("Transfer-Encoding: \"chunked\"", CHUNKS)),
                rejected("parameter", post("Transfer-Encoding: chunked;q=1", CHUNKS)),
                rejected("empty encoding", post("Transfer-Encoding: ", CHUNKS)),
                rejected("vertical tab", post("Transfer-Encoding: \u000bchunked", CHUNKS)),
                rejected("blank before the colon of an encoding", post("Transfer-Encoding : chunked", CHUNKS)),
                rejected("folded encoding", post("Transfer-Encoding:\r\n chunked", CHUNKS)));
    }

    private static List<FramingCase> chunks() {
        return List.of(
                accepted("chunks", chunked(CHUNKS)),
                accepted("leading zeros of a size", chunked("0000" + HEX + REST)),
                accepted("two zeros at the end", chunked(LAST + "00\r\n\r\n")),
                accepted("extension", chunked(HEX + ";a=b" + REST)),
                accepted("extension after a blank", chunked(HEX + " ; a = \"b;c\"" + REST)),
                accepted("trailer", chunked(LAST + "0\r\nX: y\r\n\r\n")),
                rejected("extension without a name", chunked(HEX + ";" + REST)),
                rejected("long extension", chunked(HEX + ";a=" + "b".repeat(40_000) + REST)),
                rejected("request as a trailer", chunked(LAST + "0\r\nGET /metrics HTTP/1.1\r\n\r\n")),
                rejected("blank after a size", chunked(HEX + " " + REST)),
                rejected("tab after a size", chunked(HEX + "\t" + REST)),
                rejected("plus before a size", chunked("+" + HEX + REST)),
                rejected("minus before a size", chunked("-1" + REST)),
                rejected("0x before a size", chunked("0x" + HEX + REST)),
                rejected("size of other letters", chunked("zz" + REST)),
                rejected("empty size", chunked(REST)),
                rejected("size above 64 bits", chunked("10000000000000010" + REST)),
                rejected("size that wraps 32 bits", chunked("1000000" + HEX + REST)),
                rejected("size of 4 GiB", chunked("ffffffff" + REST)),
                rejected("size of 2 GiB", chunked("7fffffff" + REST)),
                rejected("plus before the last size", chunked(LAST + "+0\r\n\r\n")),
                rejected("size ended by LF", chunked(HEX + "\n" + CALL + "\r\n0\r\n\r\n")),
                rejected("LF for each CRLF", chunked(CHUNKS.replace("\r\n", "\n"))),
                rejected("data longer than its size", chunked("2" + REST)),
                rejected("data not ended by CRLF", chunked(HEX + "\r\n" + CALL + "XX0\r\n\r\n")),
                rejected("data without an end", chunked(HEX + "\r\n" + CALL + "0\r\n\r\n")),
                rejected("last chunk not ended by CRLF", chunked(LAST + "0\r\nXX")));
    }

    private static List<FramingCase> headers() {
        return List.of(
                rejected("folded header", withHeader("X-A: b\r\n c")),
                rejected("header folded by a tab", withHeader("X-A: b\r\n\tc")),
                rejected("first header after a blank", withHeader("X-A: b").replaceFirst("Host", " Host")),
                rejected("header ended by LF", withHeader("X-A: b\nX-C: d")),
                rejected("LF for each CRLF of the head", withHeader("X-A: b").replace("\r\n", "\n")),
                rejected("CR in a value", withHeader("X-A: b\rContent-Length: 3")),
                rejected("NUL in a value", withHeader("X-A: b\0c")),
                rejected("NUL in a name", withHeader("X-\0A: b")),
                rejected("blank before a colon", withHeader("X-A : b")),
                rejected("blank in a name", withHeader("X A: b")),
                rejected("parenthesis in a name", withHeader("X(A): b")),
                rejected("letter outside ASCII in a name", withHeader("X\u00e9: b")),
                rejected("header without a colon", withHeader("X-A")),
                rejected("header without a name", withHeader(": b")),
                rejected("two hosts", withHeader("Host: evil.example")),
                rejected("no host", withHeader("X-A: b").replace("Host: localhost\r\n", "")),
                rejected("empty host", withHeader("X-A: b").replace("Host: localhost", "Host: ")),
                rejected("blank in a host", withHeader("X-A: b").replace("Host: localhost", "Host: a b")));
    }

    private static List<FramingCase> lines() {
        return List.of(
                accepted("absolute form", withLine("POST http://localhost/rpc HTTP/1.1")),
                answered("authority form", 404, withLine("POST localhost:80 HTTP/1.1")),
                answered("CONNECT", 403, "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n"),
                answered("asterisk form", 404, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                answered("TRACE", 404, "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                answered("unknown method", 405, withLine("BREW /rpc HTTP/1.1")),
                accepted("method in small letters", withLine("post /rpc HTTP/1.1")), // as POST, see SECURITY.md
                rejected("control character in a method", 500, withLine("PO\u0001ST /rpc HTTP/1.1")),
                accepted("GET with a body", withLine("GET /livez HTTP/1.1")),
                accepted("upgrade to HTTP/2 is ignored", get("/livez").replaceFirst("\r\n\r\n", """
                        \r
                        Connection: Upgrade, HTTP2-Settings\r
                        Upgrade: h2c\r
                        HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r
                        \r
                        """)),
                rejected("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                rejected("HTTP/0.9", "GET /livez\r\n"),
                rejected("HTTP/1.0", 505, withLine("POST /rpc HTTP/1.0")),
                rejected("HTTP/1.2", withLine("POST /rpc HTTP/1.2")),
                rejected("HTTP/1.10", withLine("POST /rpc HTTP/1.10")),
                rejected("http/1.1", withLine("POST /rpc http/1.1")),
                rejected("two blanks", withLine("POST  /rpc HTTP/1.1")),
                rejected("tabs", withLine("POST\t/rpc\tHTTP/1.1")),
                rejected("blank at the end of the line", withLine("POST /rpc HTTP/1.1 ")),
                rejected("blank in the target", withLine("POST /r pc HTTP/1.1")),
                rejected("empty line before the request", "\r\n" + withHeader("X-A: b")),
                rejected("NUL in the target", get("/livez\0")),
                rejected("malformed percent encoding", get("/%zz")),
                rejected("incomplete percent encoding", get("/livez%")),
                rejected("path parameter", get("/metrics;x")),
                rejected("TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\r\n\r\n"));
    }

    private static List<FramingCase> sizes() {
        return List.of(
                rejected("long request line", 414, get("/" + "a".repeat(20_000))),
                rejected("long header", withHeader("X-A: " + "a".repeat(20_000))),
                rejected("many headers", withHeader("X-A: b\r\n".repeat(5_000) + "X-C: d")));
    }
}
