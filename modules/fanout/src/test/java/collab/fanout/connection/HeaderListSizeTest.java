package collab.fanout.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class HeaderListSizeTest {
    private static final int MAX = 1 << 20;

    private final HeaderListSize sizes = new HeaderListSize();

    private long of(String hex) {
        return sizes.of(HexFormat.of().parseHex(hex.replace(" ", "")), MAX);
    }

    /** RFC 7541, C.3: three requests on one connection, without Huffman coding. Their fields have 180, 233 and 245 bytes. */
    @Test
    void sizeIsAtLeastThatOfTheExamplesOfTheRfc() {
        assertBetween(180, 260, of("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"));
        assertBetween(233, 330, of("8286 84be 5808 6e6f 2d63 6163 6865"));
        assertBetween(245, 330, of("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"));
    }

    /** RFC 7541, C.4: the same requests with Huffman coding. */
    @Test
    void huffmanCodedTextsCountWithTheirLongestLength() {
        assertBetween(180, 270, of("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"));
        assertBetween(233, 330, of("8286 84be 5886 a8eb 1064 9cbf"));
        assertBetween(245, 330, of("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"));
    }

    @Test
    void referencesCountWithTheEntryThatTheyReferTo() {
        assertEquals(32 + 1 + 3, of("40 01 61 03 626262"));
        assertEquals(32 + 1 + 2, of("40 01 63 02 6464"));
        assertEquals(35, of("be")); // the newest entry
        assertEquals(36, of("bf"));
    }

    @Test
    void countingStopsAboveTheBound() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int field = 0; field < 10_000; field++) block.write(0x82);
        assertBetween(1_001, 1_100, sizes.of(block.toByteArray(), 1_000));
    }

    @Test
    void malformedBlocksAreRefused() {
        for (String block : new String[] {"80", "be", "40", "40 05 61", "ff ff ff ff ff 7f", "7f"}) {
            assertThrows(HeaderListSize.MalformedException.class, () -> of(block), block);
        }
    }

    private static void assertBetween(long least, long most, long size) {
        assertTrue(size >= least && size <= most, "the size is " + size);
    }
}
