package dev.orderpipeline.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks which modules and packages may use which. */
class ArchitectureTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> PRODUCT = Stream.concat(
                    Stream.of("common-lib"), Stream.of(Stage.values()).map(Stage::service))
            .toList();
    private static final List<String> TOOLS =
            List.of("order-generator", "local-stack", "quickstart-app", "benchmark", "system-tests", "test-support");

    /** Classes that Spring's AOT processing adds to a package. */
    private static final Pattern GENERATED = Pattern.compile("__|\\$\\$");

    private static final JavaClasses PRODUCT_CLASSES = classesOf(PRODUCT);
    private static final JavaClasses ALL_CLASSES =
            classesOf(Stream.concat(PRODUCT.stream(), TOOLS.stream()).toList());

    /** The packages of common-lib, from the bottom up. */
    private static final List<Layer> LAYERS = List.of(
            Layer.of("values", "value", "rejection", "memory", "tls"),
            Layer.of("settings and contracts", "config", "json", "message"),
            Layer.of("Kafka", "kafka.."),
            Layer.of("traces", "tracing"),
            Layer.of("failures and dead letters", "failure", "deadletter"),
            Layer.of("HTTP", "http"),
            Layer.of("metrics", "metrics"),
            Layer.of("PostgreSQL", "postgres"),
            Layer.of("loop", "loop"),
            Layer.of("health", "health"),
            Layer.of("Redis", "redis"),
            Layer.of("commands", "deadletter.cli"),
            new Layer("auto-configuration", "dev.orderpipeline.common"));

    private record Layer(String name, String... packages) {

        static Layer of(String name, String... packages) {
            return new Layer(
                    name,
                    Stream.of(packages)
                            .map(each -> "dev.orderpipeline.common." + each)
                            .toArray(String[]::new));
        }
    }

    @Test
    void everyModuleIsAnalysed() {
        assertThat(Stream.concat(PRODUCT.stream(), TOOLS.stream()))
                .allSatisfy(module -> assertThat(classesOf(List.of(module))).isNotEmpty());
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.orderpipeline.(**)").should().beFreeOfCycles().check(ALL_CLASSES);
    }

    @Test
    void productUsesNeitherToolsNorTests() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.orderpipeline.generator..",
                        "dev.orderpipeline.local..",
                        "dev.orderpipeline.quickstart..",
                        "dev.orderpipeline.benchmark..",
                        "dev.orderpipeline.torture..",
                        "dev.orderpipeline.testing..",
                        "org.junit..",
                        "org.testcontainers..")
                .check(PRODUCT_CLASSES);
    }

    /** They use the product from outside: over Kafka, PostgreSQL and HTTP. */
    @Test
    void toolsUseNothingOfTheProduct() {
        String[] product = Stream.concat(
                        Stream.of("common"), Stream.of(Stage.values()).map(Stage::shortName))
                .map(name -> "dev.orderpipeline." + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(product)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(product)
                .check(ALL_CLASSES);
    }

    @ParameterizedTest
    @EnumSource
    void serviceExposesOnlyItsApplication(Stage service) {
        classes()
                .that()
                .resideInAPackage("dev.orderpipeline." + service.shortName())
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveSimpleNameEndingWith("Application")
                .check(PRODUCT_CLASSES);
    }

    @Test
    void servicesAreIndependentOfOneAnother() {
        slices().matching("dev.orderpipeline.(*)..")
                .namingSlices("$1")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage("dev.orderpipeline.common.."))
                .check(PRODUCT_CLASSES);
    }

    @Test
    void packagesOfCommonLibUseLowerLayersOnly() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (Layer layer : LAYERS) {
            layers = layers.layer(layer.name()).definedBy(layer.packages());
        }
        for (int index = 0; index < LAYERS.size(); index++) {
            String[] lower = LAYERS.subList(0, index).stream().map(Layer::name).toArray(String[]::new);
            var layer = layers.whereLayer(LAYERS.get(index).name());
            layers = lower.length == 0 ? layer.mayNotAccessAnyLayer() : layer.mayOnlyAccessLayers(lower);
        }
        layers.check(PRODUCT_CLASSES);
    }

    @Test
    void everyPackageIsDescribed() {
        assertThat(Stream.concat(PRODUCT.stream(), TOOLS.stream())
                        .map(module -> ROOT.resolve(module).resolve("src/main/java"))
                        .flatMap(ArchitectureTest::packages))
                .isNotEmpty()
                .allSatisfy(folder ->
                        assertThat(folder.resolve("package-info.java")).exists());
    }

    /** Only in such packages the build checks for null. */
    @Test
    void everyPackageIsNullMarked() {
        assertThat(ALL_CLASSES.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(each.isAnnotatedWith(NullMarked.class)).isTrue());
    }

    /** Folders with classes. */
    private static Stream<Path> packages(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaClasses classesOf(List<String> modules) {
        return new ClassFileImporter()
                .withImportOption(location ->
                        !GENERATED.matcher(location.asURI().toString()).find())
                .importPaths(modules.stream()
                        .map(module -> ROOT.resolve(module).resolve("target/classes"))
                        .toList());
    }
}
