package collab.websocket;

import collab.websocket.frame.Rfc6455;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** UTF-8 in text messages: case 6. */
class Rfc6455TextConformanceTest extends Rfc6455Cases {

    /** Cases 6.2 and the valid texts of 6.5 to 6.23: the boundaries of every length, and noncharacters. */
    private static final List<String> TEXTS = List.of(
            "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121",
            "ceba e1bdb9 cf83 cebc ceb5",
            "00",
            "7f",
            "c280",
            "dfbf",
            "e0a080",
            "efbfbf",
            "efbfbe",
            "f0908080",
            "f48fbfbf",
            "ed9fbf",
            "ee8080",
            "efbfbd",
            "f09fbfbe",
            "f09fbfbf",
            "f0afbfbe",
            "f0bfbfbf",
            "f18fbfbe",
            "f19fbfbf",
            "f28fbfbf",
            "f3bfbfbe",
            "f48fbfbe",
            "e280a8");

    /** Cases 6.3 and the invalid texts of 6.5 to 6.23: truncated, overlong, surrogates, above U+10FFFF, unused bytes. */
    private static final List<String> NO_TEXTS = List.of(
            "cebae1bdb9cf83cebcceb5eda080656469746564",
            "ce",
            "ceba e1",
            "ceba e1bd",
            "ceba e1bdb9 cf",
            "f8888080 80",
            "fc8480808080",
            "f7bfbfbf",
            "fbbfbfbfbf",
            "fdbfbfbfbfbf",
            "f4908080",
            "80",
            "bf",
            "80bf",
            "80bf80",
            "80bf80bf",
            "80bf80bf80bf",
            "808182838485868788898a8b8c8d8e8f",
            "c020c120c220c320",
            "e020e120e220",
            "f020f120f220",
            "f820f920",
            "fc20",
            "c0",
            "e080",
            "f08080",
            "f8808080",
            "fc80808080",
            "df",
            "efbf",
            "f7bfbf",
            "fbbfbfbf",
            "fdbfbfbfbf",
            "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf",
            "fe",
            "ff",
            "fefeffff",
            "c0af",
            "e080af",
            "f08080af",
            "f8808080af",
            "fc80808080af",
            "c1bf",
            "e09fbf",
            "f08fbfbf",
            "f887bfbfbf",
            "fc83bfbfbfbf",
            "c080",
            "e08080",
            "f0808080",
            "f880808080",
            "fc8080808080",
            "eda080",
            "edadbf",
            "edae80",
            "edafbf",
            "edb080",
            "edbe80",
            "edbfbf",
            "eda080edb080",
            "eda080edbfbf",
            "edadbfedb080",
            "edafbfedbfbf");

    @TestFactory
    Stream<DynamicTest> text() {
        Stream<DynamicTest> empty = Stream.of(
                right("6.1.1", "an empty message", frame(TEXT, ""), text("")),
                right(
                        "6.1.2",
                        "three empty fragments",
                        all(frame(Rfc6455.TEXT, ""), frame(Rfc6455.CONTINUATION, ""), frame(CONTINUATION, "")),
                        text("")),
                right(
                        "6.1.3",
                        "a fragment between empty ones",
                        all(frame(Rfc6455.TEXT, ""), frame(Rfc6455.CONTINUATION, "middle"), frame(CONTINUATION, "")),
                        text("middle")));
        Stream<DynamicTest> right = TEXTS.stream()
                .map(Rfc6455ConformanceTest::hex)
                .flatMap(bytes -> {
                    Received received = Received.of(TEXT, bytes);
                    String what = HexFormat.of().formatHex(bytes);
                    return Stream.of(
                            right("6.5-6.23", what, frame(TEXT, bytes), received),
                            right(
                                    "6.2.3",
                                    what + " in fragments of a byte",
                                    fragments(Rfc6455.TEXT, bytes, 1),
                                    received),
                            right("6.2.4", what + " byte by byte", 1, frame(TEXT, bytes), received));
                });
        Stream<DynamicTest> wrong = NO_TEXTS.stream()
                .map(Rfc6455ConformanceTest::hex)
                .flatMap(bytes -> {
                    String what = HexFormat.of().formatHex(bytes);
                    return Stream.of(
                            wrong("6.5-6.23", what, Rfc6455.INVALID_TEXT, WHOLE, frame(TEXT, bytes)),
                            wrong(
                                    "6.3.2",
                                    what + " in fragments of a byte",
                                    Rfc6455.INVALID_TEXT,
                                    WHOLE,
                                    fragments(Rfc6455.TEXT, bytes, 1)));
                });
        return Stream.of(empty, right, wrong).flatMap(cases -> cases);
    }

    /** Case 6.4: text that cannot become valid is rejected before the rest of the message arrives. */
    @TestFactory
    Stream<DynamicTest> textFailsFast() {
        byte[] good = hex("cebae1bdb9cf83cebcceb5");
        byte[] beyond = hex("f4908080");
        byte[] message = all(good, beyond, hex("656469746564"));
        byte[] whole = frame(TEXT, message);
        int headBytes = whole.length - message.length;
        return Stream.of(
                wrong(
                        "6.4.1",
                        "in the second of three fragments",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        all(frame(Rfc6455.TEXT, good), frame(Rfc6455.CONTINUATION, beyond))),
                wrong(
                        "6.4.2",
                        "at the second byte of the character",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        all(frame(Rfc6455.TEXT, all(good, hex("f4"))), frame(Rfc6455.CONTINUATION, hex("90")))),
                wrong(
                        "6.4.3",
                        "in the middle of a frame",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        Arrays.copyOf(whole, headBytes + good.length + 4)),
                wrong(
                        "6.4.4",
                        "in the middle of a frame, at the second byte",
                        Rfc6455.INVALID_TEXT,
                        WHOLE,
                        Arrays.copyOf(whole, headBytes + good.length + 2)));
    }
}
