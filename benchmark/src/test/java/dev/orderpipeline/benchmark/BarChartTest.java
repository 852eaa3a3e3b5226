package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class BarChartTest {

    @Test
    void barsAreProportionalToValues() throws Exception {
        String svg =
                new BarChart("Speed").bar("one", 1_000).baseline("COPY", 4_000).svg();

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        int background = 1;
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(background + 2);
        int one = width(document, background);
        int copy = width(document, background + 1);
        assertThat(copy).isEqualTo(4 * one);
        assertThat(document.getDocumentElement().getTextContent()).contains("Speed", "one", "1,000", "COPY", "4,000");
    }

    private static int width(Document document, int rect) {
        return Integer.parseInt(((Element) document.getElementsByTagName("rect").item(rect)).getAttribute("width"));
    }
}
