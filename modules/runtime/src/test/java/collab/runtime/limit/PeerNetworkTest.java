package collab.runtime.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class PeerNetworkTest {
    @Test
    void addressesOfOneIpv6NetworkCountTogether() {
        assertEquals(PeerNetwork.of("2001:db8:1:2::1"), PeerNetwork.of("2001:db8:1:2:ffff::9"));
        assertNotEquals(PeerNetwork.of("2001:db8:1:2::1"), PeerNetwork.of("2001:db8:1:3::1"));
    }

    @Test
    void mappedAddressCountsAsItsIpv4Address() {
        assertEquals("192.0.2.7", PeerNetwork.of("::ffff:192.0.2.7"));
        assertEquals("192.0.2.7", PeerNetwork.of("192.0.2.7"));
    }

    @Test
    void zoneDoesNotCount() {
        assertEquals(PeerNetwork.of("fe80::1"), PeerNetwork.of("fe80::2%eth0"));
    }

    @Test
    void otherTextCountsAsItIs() {
        assertEquals("a:b:c:unknown", PeerNetwork.of("a:b:c:unknown"));
    }
}
