package collab.rpc.credential;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.rpc.jsonrpc.RpcFailure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
class PasswordRulesTest {
    @ParameterizedTest
    @CsvSource({
        "password, ana, common",
        "PassWord, ana, common",
        "12345678, ana, common",
        "qwertyuiop, ana, common",
        "ana.maria, ana.maria, username",
        "Ana.Maria, ana.maria, username"
    })
    void passwordThatIsTriedFirstIsRefused(String password, String username, String why) {
        RpcFailure refused = assertThrows(RpcFailure.class, () -> PasswordRules.require(password, username));
        assertEquals("password_weak", refused.error().data().path("code").asText());
        assertEquals(why, refused.error().data().path("why").asText());
        assertEquals("/password", refused.error().data().path("pointer").asText());
    }

    @Test
    void otherPasswordsPass() {
        assertDoesNotThrow(() -> PasswordRules.require("correct horse battery", "ana"));
        assertDoesNotThrow(() -> PasswordRules.require("# comment-like", "ana"));
        assertDoesNotThrow(() -> PasswordRules.require("ana.maria has a cat", "ana.maria"));
    }

    @Test
    void refusalCountsTheWholeList() {
        RpcFailure refused = assertThrows(RpcFailure.class, () -> PasswordRules.require("password", "ana"));
        assertEquals(
                "the password is among the 10000 commonest ones, which attackers try first; choose another one, for example of"
                        + " four random words",
                refused.error().data().path("detail").asText());
    }
}
