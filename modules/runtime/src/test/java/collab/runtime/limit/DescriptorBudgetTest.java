package collab.runtime.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import collab.runtime.ConfigKey;
import collab.runtime.Settings;
import collab.runtime.SettingsException;
import collab.runtime.limit.DescriptorBudget.Bound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bound of 100,000 connections was above the 65,536 files that the shipped unit allows, so it never took effect: a client without
 * an account opened 4,600 connections in a second, and the listener ended for ever.
 */
@Tag("security")
class DescriptorBudgetTest {
    private static final ConfigKey LINK = ConfigKey.derivedCount("link.connections-max", "connections", "Link.");
    private static final ConfigKey HTTP = ConfigKey.derivedCount("http.connections-max", "connections", "Http.");
    private static final List<Bound> BOUNDS = List.of(new Bound(LINK, 1_000, 8), new Bound(HTTP, 100_000, 1));

    @Test
    void defaultsHoldWhereTheLimitPermitsThem() {
        Settings fitted = new DescriptorBudget(1_048_576, 100).fit(settings(Map.of()), BOUNDS);
        assertEquals(1_000, fitted.integer(LINK));
        assertEquals(100_000, fitted.integer(HTTP));
    }

    @Test
    void boundsTogetherStayBelowTheLimit() {
        Settings fitted = new DescriptorBudget(1_024, 100).fit(settings(Map.of()), BOUNDS);
        assertEquals(121, fitted.integer(LINK));
        assertEquals(1_024 - 100 - 121, fitted.integer(HTTP));
    }

    @Test
    void configuredBoundLeavesTheRestToTheOthers() {
        Settings fitted = new DescriptorBudget(1_024, 100).fit(settings(Map.of(LINK.name(), "500")), BOUNDS);
        assertEquals(500, fitted.integer(LINK));
        assertEquals(1_024 - 100 - 500, fitted.integer(HTTP));
    }

    @Test
    void configuredBoundThatCannotHoldIsRefusedWithWhatIsAccepted() {
        SettingsException refused = assertThrows(
                SettingsException.class,
                () -> new DescriptorBudget(65_536, 100).fit(settings(Map.of(HTTP.name(), "100000")), BOUNDS));
        assertEquals(
                "http.connections-max must be at most 65428, got 100000: this process may open 65536 files (ulimit -n), of which"
                        + " 108 serve other purposes; set a lower value, or raise the limit (LimitNOFILE of the systemd unit)",
                refused.getMessage());
    }

    @Test
    void largestAcceptedValueIsAccepted() {
        Settings fitted = new DescriptorBudget(65_536, 100).fit(settings(Map.of(HTTP.name(), "65428")), BOUNDS);
        assertEquals(65_428, fitted.integer(HTTP));
        assertEquals(DescriptorBudget.LEAST, fitted.integer(LINK));
    }

    @Test
    void limitBelowTheReserveIsRefused() {
        SettingsException refused = assertThrows(
                SettingsException.class, () -> new DescriptorBudget(64, 100).fit(settings(Map.of()), BOUNDS));
        assertEquals("this process may open 64 files (ulimit -n), at least 116 are needed", refused.getMessage());
    }

    private static Settings settings(Map<String, String> values) {
        return Settings.read(List.of(LINK, HTTP), Optional.empty(), Map.of(), values);
    }
}
