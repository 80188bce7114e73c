package collab.runtime.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("security")
class ClientNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
        "2001:db8:1:2::, 20010db800010002/64",
        "fe80::1%eth0, fe80000000000000/64",
        "::ffff:192.0.2.7, 192.0.2.7",
        "::1, 0000000000000000/64",
        "gateway.example, gateway.example",
        "not:an:address, not:an:address"
    })
    void ipv6AddressIsCountedByItsNetwork(String address, String network) {
        assertEquals(network, ClientNetwork.of(address));
    }
}
