package collab.rpc.credential;

import collab.api.ErrorCode;
import collab.rpc.jsonrpc.RpcError;
import collab.rpc.jsonrpc.RpcFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Refuses new passwords that an attacker tries first: the 10,000 commonest, and the username. The contract bounds their length. Stored
 * passwords are not checked.
 */
public final class PasswordRules {
    private static final String LIST = "common-passwords.txt";

    private PasswordRules() {}

    /** Read when the first password is set. */
    private static final class Common {
        static final Set<String> PASSWORDS = read();
    }

    /** @throws RpcFailure {@code password_weak} with the reason */
    public static void require(String password, String username) {
        String compared = compared(password);
        if (compared.equals(compared(username))) {
            throw weak("username", "the password is the username; choose another one");
        }
        if (Common.PASSWORDS.contains(compared)) {
            throw weak(
                    "common",
                    "the password is among the " + Common.PASSWORDS.size()
                            + " commonest ones, which attackers try first;"
                            + " choose another one, for example of four random words");
        }
    }

    private static RpcFailure weak(String why, String detail) {
        RpcError error = RpcError.of(ErrorCode.PASSWORD_WEAK, detail);
        error.data().put("why", why).put("pointer", "/password");
        return new RpcFailure(error);
    }

    private static String compared(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).strip().toLowerCase(Locale.ROOT);
    }

    private static Set<String> read() {
        try (InputStream in = PasswordRules.class.getResourceAsStream(LIST)) {
            if (in == null) throw new IllegalStateException("the list " + LIST + " is missing in this program");
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
