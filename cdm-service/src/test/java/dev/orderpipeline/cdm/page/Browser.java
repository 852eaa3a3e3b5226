package dev.orderpipeline.cdm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.AddHasCdp;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.chromium.ChromiumDriver;
import org.openqa.selenium.chromium.ChromiumDriverCommandExecutor;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.http.ClientConfig;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The Chromium of this machine, without a window. */
final class Browser implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final ChromiumDriver driver;

    /** A ChromeDriver that does not look for a driver by Selenium Manager. */
    private static final class LocalDriver extends ChromiumDriver {

        LocalDriver(ChromeDriverService service, ChromeOptions options) {
            super(
                    new ChromiumDriverCommandExecutor(
                            service, new AddHasCdp().getAdditionalCommands(), ClientConfig.defaultConfig()),
                    options,
                    ChromeOptions.CAPABILITY);
            cdp = new AddHasCdp().getImplementation(getCapabilities(), getExecuteMethod());
        }
    }

    private Browser(ChromiumDriver driver) {
        this.driver = driver;
    }

    /** Skips the test where the browser is not installed. */
    static Browser start() {
        assumeTrue(
                Files.isExecutable(PROGRAM) && Files.isExecutable(DRIVER),
                () ->
                        "SKIPPED: the page is tested in a browser, which needs %s and %s (Debian: apt-get install chromium"
                                        .formatted(PROGRAM, DRIVER)
                                + " chromium-driver)");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        // The sandbox does not run as root; containers have a small /dev/shm.
        options.addArguments(
                "--headless=new",
                "--hide-scrollbars",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--lang=en");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .usingAnyFreePort()
                .build();
        Browser browser = new Browser(new LocalDriver(service, options));
        browser.resize(1280, 900);
        return browser;
    }

    ChromiumDriver driver() {
        return driver;
    }

    void open(String address) {
        driver.get(address);
    }

    WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** The text of an element, shown or not. */
    String text(String selector) {
        return String.valueOf(run("return document.querySelector(arguments[0]).textContent.trim()", selector));
    }

    List<WebElement> elements(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until an assertion about the page holds. */
    void await(Runnable assertion) {
        new WebDriverWait(driver, TIMEOUT, Duration.ofMillis(50))
                .ignoring(AssertionError.class)
                .withMessage(() -> failure(assertion))
                .until(any -> {
                    assertion.run();
                    return true;
                });
    }

    private static String failure(Runnable assertion) {
        try {
            assertion.run();
            return "it holds now";
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }

    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** @param scheme {@code light} or {@code dark}, as the system's setting */
    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void clearErrors() {
        errors();
    }

    /** None since they were cleared: of scripts, of responses, and of what the Content-Security-Policy blocked. */
    void assertNoErrors() {
        assertThat(errors()).extracting(LogEntry::getMessage).isEmpty();
    }

    private List<LogEntry> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
