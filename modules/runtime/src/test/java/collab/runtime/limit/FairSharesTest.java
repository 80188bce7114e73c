package collab.runtime.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class FairSharesTest {
    @Test
    void oneNetworkGetsItsShareAndAnotherStillFindsSomething() {
        FairShares shares = new FairShares(100, 1);
        int taken = 0;
        while (shares.take("a", 1)) taken++;
        assertEquals(50, taken);
        assertTrue(shares.take("b", 20));
    }

    @Test
    void sharesShrinkWithTheNumberOfNetworks() {
        FairShares shares = new FairShares(1_000, 1);
        for (int network = 0; network < 9; network++) {
            while (shares.take("n" + network, 1)) assertTrue(shares.used() <= 1_000);
        }
        assertTrue(shares.used() < 1_000, "something is left for the tenth network");
        assertTrue(shares.take("tenth", 1));
    }

    @Test
    void refusedAmountIsNotTaken() {
        FairShares shares = new FairShares(100, 1);
        assertTrue(shares.take("a", 30));
        assertFalse(shares.take("a", 30));
        assertFalse(shares.take("b", 71));
        assertEquals(30, shares.used());
        assertEquals(1, shares.networks());
    }

    @Test
    void networkThatHoldsNothingMayTakeAllThatIsFree() {
        FairShares shares = new FairShares(100, 1);
        assertTrue(shares.take("a", 50));
        assertTrue(shares.take("b", 50));
    }

    @Test
    void givenAmountIsFreeAgain() {
        FairShares shares = new FairShares(100, 1);
        assertTrue(shares.take("a", 50));
        assertFalse(shares.take("a", 50));
        shares.give("a", 50);
        assertEquals(0, shares.networks());
        assertTrue(shares.take("a", 50));
    }

    @Test
    void totalOfOneCanBeTaken() {
        FairShares shares = new FairShares(1, 1);
        assertTrue(shares.take("a", 1));
        assertFalse(shares.take("b", 1));
    }
}
