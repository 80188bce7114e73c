package collab.e2e.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import collab.e2e.harness.ExamplePrograms;
import collab.e2e.harness.RunningPair;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The listeners for HTTP of a server and of a gateway read each request of {@link FramingCases} in the same way. */
@Tag("security")
class HttpFramingIT {
    private static final int TIMEOUT_MS = 30_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final byte[] NEXT = FramingCase.get("/livez").getBytes(StandardCharsets.US_ASCII);

    @RegisterExtension
    static final ExamplePrograms PROGRAMS = new ExamplePrograms();

    private static RunningPair pair;

    @BeforeAll
    static void start() {
        pair = RunningPair.start(PROGRAMS, PROGRAMS.folder(), "limits.read-per-minute=1000000");
    }

    static Stream<Arguments> casesOfEachListener() {
        return FramingCases.all()
                .flatMap(tried -> Stream.of("server", "gateway").map(name -> Arguments.of(name, tried)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("casesOfEachListener")
    void requestIsReadInOneWay(String listener, FramingCase tried) throws IOException {
        URI http = listener.equals("server")
                ? pair.server().http()
                : pair.gateway().http();
        List<Integer> expected = tried.ends() ? List.of(tried.status()) : List.of(tried.status(), 200);
        assertEquals(expected, statuses(http, tried));
    }

    /** The statuses of the answers to the request and to another one after it, until the second answer or the end of the connection. */
    private static List<Integer> statuses(URI http, FramingCase tried) throws IOException {
        try (Socket socket = new Socket(http.getHost(), http.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            try {
                socket.getOutputStream().write(tried.bytes());
                socket.getOutputStream().write(NEXT);
            } catch (SocketException ended) {
                // the server has answered and closed; its answer is read below
            }
            return statuses(socket.getInputStream());
        }
    }

    private static List<Integer> statuses(InputStream in) throws IOException {
        StringBuilder received = new StringBuilder();
        List<Integer> statuses = new ArrayList<>();
        byte[] piece = new byte[8192];
        try {
            for (int count = in.read(piece); count >= 0 && statuses.size() < 2; count = in.read(piece)) {
                received.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
                statuses = finalStatuses(received);
                if (statuses.size() >= 2) break;
            }
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("neither an answer nor the end of the connection after " + received, silent);
        } catch (SocketException reset) {
            // a reset ends the connection too
        }
        return statuses;
    }

    private static List<Integer> finalStatuses(CharSequence received) {
        List<Integer> statuses = new ArrayList<>();
        for (Matcher status = STATUS.matcher(received); status.find(); ) {
            int code = Integer.parseInt(status.group(1));
            if (code >= 200) statuses.add(code);
        }
        return statuses;
    }
}
