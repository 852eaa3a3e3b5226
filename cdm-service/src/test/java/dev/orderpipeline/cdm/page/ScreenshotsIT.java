package dev.orderpipeline.cdm.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.OutputType;

/** Writes the pictures in {@code docs/images}: {@code -Dscreenshots.refresh=} and the address of the page of a quickstart. */
@EnabledIfSystemProperty(named = "screenshots.refresh", matches = "http.+")
class ScreenshotsIT {

    private static final Path IMAGES = Path.of("../docs/images");
    private static final int MAX_BYTES = 150_000;

    @Test
    void picturesOfTheDocuments() throws IOException {
        try (Browser browser = Browser.start()) {
            browser.open(System.getProperty("screenshots.refresh"));
            browser.await(() -> assertThat(browser.text("#orders")).matches("[1-9].*"));
            browser.prefer("light");
            write(browser, "marts-page.png", 1280, 900);
            browser.prefer("dark");
            write(browser, "marts-page-dark.png", 1280, 900);
            browser.prefer("light");
            write(browser, "marts-page-phone.png", 390, 844);
        }
    }

    private static void write(Browser browser, String file, int width, int height) throws IOException {
        browser.resize(width, height);
        browser.await(() -> assertThat(browser.run("""
                        const colour = getComputedStyle(document.documentElement).getPropertyValue('--orders').trim();
                        const chart = Chart.getChart(document.querySelector('canvas'));
                        return chart.getDatasetMeta(0).data[0].options.backgroundColor === colour""")).isEqualTo(true));
        byte[] picture = browser.driver().getScreenshotAs(OutputType.BYTES);
        assertThat(picture).hasSizeLessThan(MAX_BYTES);
        Files.createDirectories(IMAGES);
        Files.write(IMAGES.resolve(file), picture);
    }
}
