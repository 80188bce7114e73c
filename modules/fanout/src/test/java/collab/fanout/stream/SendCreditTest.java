package collab.fanout.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SendCreditTest {
    private final SendCredit credit = new SendCredit(10);

    @Test
    void acknowledgementReturnsCredit() {
        credit.countSent(10);
        assertEquals(0, credit.available());
        assertTrue(credit.acknowledge(4));
        assertEquals(4, credit.available());
    }

    @Test
    void olderAcknowledgementHasNoEffect() {
        credit.countSent(6);
        assertTrue(credit.acknowledge(5));
        assertTrue(credit.acknowledge(3));
        assertEquals(9, credit.available());
    }

    @Test
    void acknowledgementOfUnsentOrNegativeNumberIsInvalid() {
        credit.countSent(2);
        assertFalse(credit.acknowledge(3));
        assertFalse(credit.acknowledge(-1));
        assertEquals(8, credit.available());
        assertEquals(2, credit.sent());
    }
}
