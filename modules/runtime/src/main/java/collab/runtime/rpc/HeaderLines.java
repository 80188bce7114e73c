package collab.runtime.rpc;

import io.helidon.http.Header;
import io.helidon.http.Headers;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The headers of a request by name, with the lines of a repeated header joined as RFC 9110, section 5.3, defines. */
public final class HeaderLines {
    private HeaderLines() {}

    /**
     * The headers whose lower-case name is accepted. No line of a repeated header is preferred: a header that may occur once, such as
     * the user of a proxy, has a value that no check accepts when it occurs twice.
     */
    public static Map<String, String> joined(Headers headers, Predicate<String> accepted) {
        Map<String, String> joined = new HashMap<>();
        for (Header header : headers) {
            String name = header.headerName().lowerCase();
            if (!accepted.test(name)) continue;
            joined.put(name, String.join(name.equals("cookie") ? "; " : ", ", header.allValues()));
        }
        return joined;
    }
}
