/** Histograms of the bench, as a module. */
module HdrHistogram {
    exports org.HdrHistogram;
}
