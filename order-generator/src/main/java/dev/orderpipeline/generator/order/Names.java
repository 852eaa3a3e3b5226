package dev.orderpipeline.generator.order;

import java.util.List;
import java.util.stream.Stream;

/** Names of users, restaurants and dishes. All fictitious. */
final class Names {

    /** First and last names that go together. */
    record People(List<String> firstNames, List<String> lastNames) {}

    record Dish(String name, String category, int roubles) {}

    private static final People CYRILLIC = people("""
            Анна, Варвара, Дарья, Жанна, Инна, Лариса, Нина, Полина, София, Ульяна, Борис, Глеб, Егор, \
            Захар, Кирилл, Максим, Олег, Роман, Тимур, Фёдор""", """
            Арбузенко, Берёза, Вишневецких, Гречко, Дубовик, Ежевика, Журавко, Зимородок, Ивушко, \
            Кленович, Липа, Малинич, Норд, Овсянко, Пирожок, Рябинюк""");

    private static final People LATIN = people("""
            Alice, Bruno, Chloé, Dimitri, Elena, Felix, Grace, Hugo, Irène, Jonas""", """
            Peppercorn, Quince, Rosemary, Saffron, Thyme, O'Basil, Nutmeg-Clove, Müsli""");

    static final List<People> PEOPLE = List.of(CYRILLIC, LATIN);

    static final List<String> LOGINS = list("""
            acorn, breeze, comet, dandelion, ember, fjord, glacier, hazel, island, juniper, kite, lantern, \
            meadow, nimbus, orchid, pebble, quartz, raven, sparrow, tundra""");

    static final List<String> RESTAURANTS = list("""
            Сытый кот, Тёплая печь, Три самовара, Дом у моря, Горная тропа, Северный ветер, Пряная лавка, \
            Зелёная улица, Большая ложка, Кафе «Полдень», Green Fork, Blue Kettle, Harbour Grill, \
            Trattoria "Da Nonno", Noodle Lane, Curry & Co, La Crêperie, Taco Norte, Café Zürich, Sushi Wave""");

    /** By category. */
    static final List<Dish> DISHES = Stream.of(
                    dishes("Закуски", """
                    Рулетики из баклажанов 240, Брускетта с томатами 260, Хумус с лепёшкой 280, \
                    Сырные палочки 230, Начос с соусом 250, Тартар из лосося 490, Паштет с тостами 310"""),
                    dishes("Салаты", """
                    Салат с тунцом 390, Винегрет 190, Салат «Цезарь» с курицей 420, Греческий салат 350, \
                    Салат из свёклы с сыром 330, Тёплый салат с говядиной 460, Табуле 290"""),
                    dishes("Супы", """
                    Борщ со сметаной 320, Солянка 360, Том ям 480, Тыквенный суп 300, Лапша с курицей 280, \
                    Рамен со свининой 520, Minestrone 310"""),
                    dishes("Основные блюда", """
                    Плов с бараниной 450, Котлета по-киевски 430, Бефстроганов 520, Паста карбонара 440, \
                    Лазанья 470, Карри с курицей 460, Fish & Chips 490, Чили кон карне 480, \
                    Пельмени домашние 380, Вареники с вишней 340, Стейк из лосося 790, Ризотто с грибами 450"""),
                    dishes("Гарниры", """
                    Картофельное пюре 150, Рис жасмин 140, Овощи на гриле 220, Картофель фри 170, \
                    Гречка с луком 130, Булгур 150"""),
                    dishes("Пицца", """
                    Пицца «Маргарита» 490, Пицца с грибами 540, Пицца «Четыре сыра» 620, Пицца с ветчиной 570, \
                    Кальцоне 560"""),
                    dishes("Выпечка", """
                    Хачапури 380, Пирог с капустой 210, Круассан 160, Самса с тыквой 140, Булочка с корицей 150, \
                    Эчпочмак 150"""),
                    dishes("Десерты", """
                    Медовик 260, Чизкейк 320, Тирамису 340, Мороженое 180, Штрудель 290, Pavlova 350"""),
                    dishes("Напитки", """
                    Морс клюквенный 140, Лимонад 180, Квас 120, Айран 110, Какао 190, Апельсиновый сок 230, \
                    Капучино 210"""),
                    dishes("Чай", """
                    Чай чёрный 120, Чай зелёный 120, Чай с облепихой 240, Earl Grey 160"""),
                    dishes("Соусы", """
                    Сметана 50, Соус сырный 60, Аджика 60, Ткемали 70, Salsa verde 70"""),
                    dishes("Breakfast", """
                    Pancakes 290, Porridge with berries 220, Shakshuka 360, Сырники 310, Омлет с сыром 270"""))
            .flatMap(List::stream)
            .toList();

    private Names() {}

    private static People people(String firstNames, String lastNames) {
        return new People(list(firstNames), list(lastNames));
    }

    private static List<String> list(String names) {
        return List.of(names.split(", "));
    }

    /** Each dish is followed by its usual price in roubles. */
    private static List<Dish> dishes(String category, String dishes) {
        return list(dishes).stream()
                .map(dish -> {
                    int price = dish.lastIndexOf(' ');
                    return new Dish(dish.substring(0, price), category, Integer.parseInt(dish.substring(price + 1)));
                })
                .toList();
    }
}
