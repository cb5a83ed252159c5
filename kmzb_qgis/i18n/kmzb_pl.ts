<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS language="pl" version="2.1">
 <context>
  <name>KMZB</name>
  <message numerus="yes">
   <source>%n answer(s) overdue.</source>
   <translation>
    <numerusform>%n odpowiedź po terminie.</numerusform>
    <numerusform>%n odpowiedzi po terminie.</numerusform>
    <numerusform>%n odpowiedzi po terminie.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n attachment(s)</source>
   <translation>
    <numerusform>%n załącznik</numerusform>
    <numerusform>%n załączniki</numerusform>
    <numerusform>%n załączników</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n attachment(s) have no file in this folder: copy the old folder's content into it.</source>
   <translation>
    <numerusform>%n załącznik nie ma pliku w tym folderze: skopiuj do niego zawartość dotychczasowego folderu.</numerusform>
    <numerusform>%n załączniki nie mają plików w tym folderze: skopiuj do niego zawartość dotychczasowego folderu.</numerusform>
    <numerusform>%n załączników nie ma plików w tym folderze: skopiuj do niego zawartość dotychczasowego folderu.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n attachment(s) looked at.</source>
   <translation>
    <numerusform>Sprawdzono %n załącznik.</numerusform>
    <numerusform>Sprawdzono %n załączniki.</numerusform>
    <numerusform>Sprawdzono %n załączników.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n basemap(s) could not be read from the service: {list}. All else is there.</source>
   <translation>
    <numerusform>Nie udało się odczytać %n podkładu z usługi: {list}. Cała reszta jest na miejscu.</numerusform>
    <numerusform>Nie udało się odczytać %n podkładów z usługi: {list}. Cała reszta jest na miejscu.</numerusform>
    <numerusform>Nie udało się odczytać %n podkładów z usługi: {list}. Cała reszta jest na miejscu.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n check(s) of the publication failed, {passed} passed.</source>
   <translation>
    <numerusform>%n sprawdzenie publikacji zakończone niepomyślnie; pomyślnych: {passed}.</numerusform>
    <numerusform>%n sprawdzenia publikacji zakończone niepomyślnie; pomyślnych: {passed}.</numerusform>
    <numerusform>%n sprawdzeń publikacji zakończonych niepomyślnie; pomyślnych: {passed}.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n check(s) passed.</source>
   <translation>
    <numerusform>%n sprawdzenie zakończone pomyślnie.</numerusform>
    <numerusform>%n sprawdzenia zakończone pomyślnie.</numerusform>
    <numerusform>%n sprawdzeń zakończonych pomyślnie.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n day(s)</source>
   <translation>
    <numerusform>%n dzień</numerusform>
    <numerusform>%n dni</numerusform>
    <numerusform>%n dni</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n day(s) ago</source>
   <translation>
    <numerusform>%n dzień temu</numerusform>
    <numerusform>%n dni temu</numerusform>
    <numerusform>%n dni temu</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n day(s) earlier</source>
   <translation>
    <numerusform>%n dzień wcześniej</numerusform>
    <numerusform>%n dni wcześniej</numerusform>
    <numerusform>%n dni wcześniej</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n day(s) late</source>
   <translation>
    <numerusform>%n dzień po terminie</numerusform>
    <numerusform>%n dni po terminie</numerusform>
    <numerusform>%n dni po terminie</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n day(s) late, it was due by {day}</source>
   <translation>
    <numerusform>%n dzień po terminie, który minął {day}</numerusform>
    <numerusform>%n dni po terminie, który minął {day}</numerusform>
    <numerusform>%n dni po terminie, który minął {day}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n day(s) later</source>
   <translation>
    <numerusform>%n dzień później</numerusform>
    <numerusform>%n dni później</numerusform>
    <numerusform>%n dni później</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n day(s) left, until {day}</source>
   <translation>
    <numerusform>został %n dzień, do {day}</numerusform>
    <numerusform>zostały %n dni, do {day}</numerusform>
    <numerusform>zostało %n dni, do {day}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n file(s) attached.</source>
   <translation>
    <numerusform>Dołączono %n plik.</numerusform>
    <numerusform>Dołączono %n pliki.</numerusform>
    <numerusform>Dołączono %n plików.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n file(s) wait already: save the report first.</source>
   <translation>
    <numerusform>Czeka już %n plik: najpierw zapisz zgłoszenie.</numerusform>
    <numerusform>Czekają już %n pliki: najpierw zapisz zgłoszenie.</numerusform>
    <numerusform>Czeka już %n plików: najpierw zapisz zgłoszenie.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n hand-over(s)</source>
   <translation>
    <numerusform>%n przekazanie</numerusform>
    <numerusform>%n przekazania</numerusform>
    <numerusform>%n przekazań</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n late</source>
   <translation>
    <numerusform>%n po terminie</numerusform>
    <numerusform>%n po terminie</numerusform>
    <numerusform>%n po terminie</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n layer(s) added to the map.</source>
   <translation>
    <numerusform>Dodano do mapy %n warstwę.</numerusform>
    <numerusform>Dodano do mapy %n warstwy.</numerusform>
    <numerusform>Dodano do mapy %n warstw.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n layer(s) to choose from.</source>
   <translation>
    <numerusform>Do wyboru jest %n warstwa.</numerusform>
    <numerusform>Do wyboru są %n warstwy.</numerusform>
    <numerusform>Do wyboru jest %n warstw.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n link(s) taken off.</source>
   <translation>
    <numerusform>Zdjęto %n powiązanie.</numerusform>
    <numerusform>Zdjęto %n powiązania.</numerusform>
    <numerusform>Zdjęto %n powiązań.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n new institution(s) in the list of bodies</source>
   <translation>
    <numerusform>%n nowy podmiot na liście</numerusform>
    <numerusform>%n nowe podmioty na liście</numerusform>
    <numerusform>%n nowych podmiotów na liście</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n new report(s)</source>
   <translation>
    <numerusform>%n nowe zgłoszenie</numerusform>
    <numerusform>%n nowe zgłoszenia</numerusform>
    <numerusform>%n nowych zgłoszeń</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n new report(s) could not be saved and wait in the layer; all else is saved. Save again.</source>
   <translation>
    <numerusform>Nie udało się zapisać %n nowego zgłoszenia; czeka ono w warstwie. Pozostałe zmiany zapisano. Zapisz ponownie.</numerusform>
    <numerusform>Nie udało się zapisać %n nowych zgłoszeń; czekają one w warstwie. Pozostałe zmiany zapisano. Zapisz ponownie.</numerusform>
    <numerusform>Nie udało się zapisać %n nowych zgłoszeń; czekają one w warstwie. Pozostałe zmiany zapisano. Zapisz ponownie.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n new report(s) in the layer not saved yet.</source>
   <translation>
    <numerusform>W warstwie czeka na zapis %n nowe zgłoszenie.</numerusform>
    <numerusform>W warstwie czekają na zapis %n nowe zgłoszenia.</numerusform>
    <numerusform>W warstwie czeka na zapis %n nowych zgłoszeń.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n number(s) copied.</source>
   <translation>
    <numerusform>Skopiowano %n numer.</numerusform>
    <numerusform>Skopiowano %n numery.</numerusform>
    <numerusform>Skopiowano %n numerów.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n of the same category</source>
   <translation>
    <numerusform>w tym %n tej samej kategorii</numerusform>
    <numerusform>w tym %n tej samej kategorii</numerusform>
    <numerusform>w tym %n tej samej kategorii</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n open report(s) of the same category within {metres} m and {days} days. Is it one of them?</source>
   <translation>
    <numerusform>%n otwarte zgłoszenie tej samej kategorii w promieniu {metres} m i w ciągu {days} dni. Czy to ono?</numerusform>
    <numerusform>%n otwarte zgłoszenia tej samej kategorii w promieniu {metres} m i w ciągu {days} dni. Czy to jedno z nich?</numerusform>
    <numerusform>%n otwartych zgłoszeń tej samej kategorii w promieniu {metres} m i w ciągu {days} dni. Czy to jedno z nich?</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n open report(s) within {metres} m</source>
   <translation>
    <numerusform>%n otwarte zgłoszenie w promieniu {metres} m</numerusform>
    <numerusform>%n otwarte zgłoszenia w promieniu {metres} m</numerusform>
    <numerusform>%n otwartych zgłoszeń w promieniu {metres} m</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n pair(s) of reports that may speak of the same thing.</source>
   <translation>
    <numerusform>%n para zgłoszeń, które mogą mówić o tym samym.</numerusform>
    <numerusform>%n pary zgłoszeń, które mogą mówić o tym samym.</numerusform>
    <numerusform>%n par zgłoszeń, które mogą mówić o tym samym.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n record(s) could not be read.</source>
   <translation>
    <numerusform>Nie dało się odczytać %n rekordu.</numerusform>
    <numerusform>Nie dało się odczytać %n rekordów.</numerusform>
    <numerusform>Nie dało się odczytać %n rekordów.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n record(s) found.</source>
   <translation>
    <numerusform>Znaleziono %n rekord.</numerusform>
    <numerusform>Znaleziono %n rekordy.</numerusform>
    <numerusform>Znaleziono %n rekordów.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n reference(s) came again with other words; they lie in kmzb_intake.doubled.</source>
   <translation>
    <numerusform>%n numer przyszedł ponownie z inną treścią; leży w tabeli kmzb_intake.doubled.</numerusform>
    <numerusform>%n numery przyszły ponownie z inną treścią; leżą w tabeli kmzb_intake.doubled.</numerusform>
    <numerusform>%n numerów przyszło ponownie z inną treścią; leżą w tabeli kmzb_intake.doubled.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s)</source>
   <translation>
    <numerusform>%n zgłoszenie</numerusform>
    <numerusform>%n zgłoszenia</numerusform>
    <numerusform>%n zgłoszeń</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) cannot go to the status '{status}' from the one they have. Nothing was changed.</source>
   <translation>
    <numerusform>%n zgłoszenie nie może przejść do statusu „{status}” z obecnego. Niczego nie zmieniono.</numerusform>
    <numerusform>%n zgłoszenia nie mogą przejść do statusu „{status}” z obecnego. Niczego nie zmieniono.</numerusform>
    <numerusform>%n zgłoszeń nie może przejść do statusu „{status}” z obecnego. Niczego nie zmieniono.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) changed on the service since then.</source>
   <translation>
    <numerusform>Od tej pory w usłudze zmieniło się %n zgłoszenie.</numerusform>
    <numerusform>Od tej pory w usłudze zmieniły się %n zgłoszenia.</numerusform>
    <numerusform>Od tej pory w usłudze zmieniło się %n zgłoszeń.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) changed there</source>
   <translation>
    <numerusform>%n zgłoszenie zmienione tam</numerusform>
    <numerusform>%n zgłoszenia zmienione tam</numerusform>
    <numerusform>%n zgłoszeń zmienionych tam</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) entered here that the service never gave.</source>
   <translation>
    <numerusform>%n zgłoszenie wprowadzone tutaj, którego serwis nigdy nie podał.</numerusform>
    <numerusform>%n zgłoszenia wprowadzone tutaj, których serwis nigdy nie podał.</numerusform>
    <numerusform>%n zgłoszeń wprowadzonych tutaj, których serwis nigdy nie podał.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) got another municipality or jurisdiction.</source>
   <translation>
    <numerusform>%n zgłoszenie otrzymało inną gminę lub jednostkę Policji.</numerusform>
    <numerusform>%n zgłoszenia otrzymały inną gminę lub jednostkę Policji.</numerusform>
    <numerusform>%n zgłoszeń otrzymało inną gminę lub jednostkę Policji.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) handed over to {body}.</source>
   <translation>
    <numerusform>Przekazano %n zgłoszenie: {body}.</numerusform>
    <numerusform>Przekazano %n zgłoszenia: {body}.</numerusform>
    <numerusform>Przekazano %n zgłoszeń: {body}.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) handed over.</source>
   <translation>
    <numerusform>Przekazano %n zgłoszenie.</numerusform>
    <numerusform>Przekazano %n zgłoszenia.</numerusform>
    <numerusform>Przekazano %n zgłoszeń.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) have other numbers in the columns x and y than in the geometry, which was taken.</source>
   <translation>
    <numerusform>%n zgłoszenie ma w kolumnach x i y inne liczby niż w geometrii; przyjęto geometrię.</numerusform>
    <numerusform>%n zgłoszenia mają w kolumnach x i y inne liczby niż w geometrii; przyjęto geometrię.</numerusform>
    <numerusform>%n zgłoszeń ma w kolumnach x i y inne liczby niż w geometrii; przyjęto geometrię.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) in no jurisdiction.</source>
   <translation>
    <numerusform>%n zgłoszenie leży poza obszarami jednostek Policji.</numerusform>
    <numerusform>%n zgłoszenia leżą poza obszarami jednostek Policji.</numerusform>
    <numerusform>%n zgłoszeń leży poza obszarami jednostek Policji.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) in no municipality.</source>
   <translation>
    <numerusform>%n zgłoszenie leży poza gminami.</numerusform>
    <numerusform>%n zgłoszenia leżą poza gminami.</numerusform>
    <numerusform>%n zgłoszeń leży poza gminami.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) kept as set by hand, against the place.</source>
   <translation>
    <numerusform>%n zgłoszenie zostało tak, jak ustawiono ręcznie, wbrew miejscu.</numerusform>
    <numerusform>%n zgłoszenia zostały tak, jak ustawiono ręcznie, wbrew miejscu.</numerusform>
    <numerusform>%n zgłoszeń zostało tak, jak ustawiono ręcznie, wbrew miejscu.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) left out: another program is just saving there. Run this again.</source>
   <translation>
    <numerusform>Pominięto %n zgłoszenie: właśnie zapisuje je inny program. Uruchom ponownie.</numerusform>
    <numerusform>Pominięto %n zgłoszenia: właśnie zapisuje je inny program. Uruchom ponownie.</numerusform>
    <numerusform>Pominięto %n zgłoszeń: właśnie zapisuje je inny program. Uruchom ponownie.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) lie outside the voivodeship of their TERYT code; they were taken.</source>
   <translation>
    <numerusform>%n zgłoszenie leży poza województwem swojego kodu TERYT; przyjęto je.</numerusform>
    <numerusform>%n zgłoszenia leżą poza województwem swojego kodu TERYT; przyjęto je.</numerusform>
    <numerusform>%n zgłoszeń leży poza województwem swojego kodu TERYT; przyjęto je.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) linked.</source>
   <translation>
    <numerusform>Powiązano %n zgłoszenie.</numerusform>
    <numerusform>Powiązano %n zgłoszenia.</numerusform>
    <numerusform>Powiązano %n zgłoszeń.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) of citizens refused; the reasons stand in kmzb_intake.collected.</source>
   <translation>
    <numerusform>Odrzucono %n zgłoszenie obywatela; powód jest w kmzb_intake.collected.</numerusform>
    <numerusform>Odrzucono %n zgłoszenia obywateli; powody są w kmzb_intake.collected.</numerusform>
    <numerusform>Odrzucono %n zgłoszeń obywateli; powody są w kmzb_intake.collected.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) of citizens taken.</source>
   <translation>
    <numerusform>Przyjęto %n zgłoszenie obywatela.</numerusform>
    <numerusform>Przyjęto %n zgłoszenia obywateli.</numerusform>
    <numerusform>Przyjęto %n zgłoszeń obywateli.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) published as {version}.</source>
   <translation>
    <numerusform>Opublikowano %n zgłoszenie jako wersję {version}.</numerusform>
    <numerusform>Opublikowano %n zgłoszenia jako wersję {version}.</numerusform>
    <numerusform>Opublikowano %n zgłoszeń jako wersję {version}.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) read from the service.</source>
   <translation>
    <numerusform>Odczytano z usługi %n zgłoszenie.</numerusform>
    <numerusform>Odczytano z usługi %n zgłoszenia.</numerusform>
    <numerusform>Odczytano z usługi %n zgłoszeń.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) with a code of another municipality that was replaced earlier.</source>
   <translation>
    <numerusform>%n zgłoszenie miało kod innej gminy, zastąpiony już wcześniej.</numerusform>
    <numerusform>%n zgłoszenia miały kod innej gminy, zastąpiony już wcześniej.</numerusform>
    <numerusform>%n zgłoszeń miało kod innej gminy, zastąpiony już wcześniej.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) with a place looked at.</source>
   <translation>
    <numerusform>Sprawdzono %n zgłoszenie z miejscem.</numerusform>
    <numerusform>Sprawdzono %n zgłoszenia z miejscem.</numerusform>
    <numerusform>Sprawdzono %n zgłoszeń z miejscem.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) with another status here than in the service.</source>
   <translation>
    <numerusform>%n zgłoszenie ma w bazie inny status niż w serwisie.</numerusform>
    <numerusform>%n zgłoszenia mają w bazie inny status niż w serwisie.</numerusform>
    <numerusform>%n zgłoszeń ma w bazie inny status niż w serwisie.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) with texts to erase.</source>
   <translation>
    <numerusform>%n zgłoszenie z tekstami do usunięcia.</numerusform>
    <numerusform>%n zgłoszenia z tekstami do usunięcia.</numerusform>
    <numerusform>%n zgłoszeń z tekstami do usunięcia.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) with the code of another municipality than the place's.</source>
   <translation>
    <numerusform>%n zgłoszenie ma kod innej gminy niż jego miejsce.</numerusform>
    <numerusform>%n zgłoszenia mają kod innej gminy niż ich miejsce.</numerusform>
    <numerusform>%n zgłoszeń ma kod innej gminy niż ich miejsce.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) without a TERYT code count under no unit.</source>
   <translation>
    <numerusform>%n zgłoszenie bez kodu TERYT nie wchodzi do statystyki żadnej jednostki.</numerusform>
    <numerusform>%n zgłoszenia bez kodu TERYT nie wchodzą do statystyki żadnej jednostki.</numerusform>
    <numerusform>%n zgłoszeń bez kodu TERYT nie wchodzi do statystyki żadnej jednostki.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s) without a place were not published.</source>
   <translation>
    <numerusform>Nie opublikowano %n zgłoszenia bez miejsca.</numerusform>
    <numerusform>Nie opublikowano %n zgłoszeń bez miejsca.</numerusform>
    <numerusform>Nie opublikowano %n zgłoszeń bez miejsca.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n report(s): {before} → {after}</source>
   <translation>
    <numerusform>%n zgłoszenie: {before} → {after}</numerusform>
    <numerusform>%n zgłoszenia: {before} → {after}</numerusform>
    <numerusform>%n zgłoszeń: {before} → {after}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n row(s)</source>
   <translation>
    <numerusform>%n wiersz</numerusform>
    <numerusform>%n wiersze</numerusform>
    <numerusform>%n wierszy</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n row(s) stood in the source more than once, word for word.</source>
   <translation>
    <numerusform>%n wiersz występował w źródle wielokrotnie w identycznej postaci.</numerusform>
    <numerusform>%n wiersze występowały w źródle wielokrotnie w identycznej postaci.</numerusform>
    <numerusform>%n wierszy występowało w źródle wielokrotnie w identycznej postaci.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n row(s) were not let in; kmzb_intake.passed_over says why. They lie on the public server.</source>
   <translation>
    <numerusform>Nie wpuszczono %n wiersza; powód podaje kmzb_intake.passed_over. Leży na serwerze publicznym.</numerusform>
    <numerusform>Nie wpuszczono %n wierszy; powód podaje kmzb_intake.passed_over. Leżą na serwerze publicznym.</numerusform>
    <numerusform>Nie wpuszczono %n wierszy; powód podaje kmzb_intake.passed_over. Leżą na serwerze publicznym.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n sheet(s) written to {folder}.</source>
   <translation>
    <numerusform>Zapisano %n kartę w {folder}.</numerusform>
    <numerusform>Zapisano %n karty w {folder}.</numerusform>
    <numerusform>Zapisano %n kart w {folder}.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n synthetic report(s) written; none is a real one.</source>
   <translation>
    <numerusform>Zapisano %n zmyślone zgłoszenie; nie jest ono prawdziwe.</numerusform>
    <numerusform>Zapisano %n zmyślone zgłoszenia; żadne nie jest prawdziwe.</numerusform>
    <numerusform>Zapisano %n zmyślonych zgłoszeń; żadne nie jest prawdziwe.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n text(s) may hold personal data and were withheld; they are listed in {path}.</source>
   <translation>
    <numerusform>%n tekst może zawierać dane osobowe i został wstrzymany; jest na liście w pliku {path}.</numerusform>
    <numerusform>%n teksty mogą zawierać dane osobowe i zostały wstrzymane; ich lista jest w pliku {path}.</numerusform>
    <numerusform>%n tekstów może zawierać dane osobowe i zostało wstrzymanych; ich lista jest w pliku {path}.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n time(s) fall into the hour that comes twice when summer time ends; the first was taken.</source>
   <translation>
    <numerusform>%n godzina przypada na godzinę, która przy końcu czasu letniego występuje dwa razy; przyjęto pierwszą z nich.</numerusform>
    <numerusform>%n godziny przypadają na godzinę, która przy końcu czasu letniego występuje dwa razy; przyjęto pierwszą z nich.</numerusform>
    <numerusform>%n godzin przypada na godzinę, która przy końcu czasu letniego występuje dwa razy; przyjęto pierwszą z nich.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n unit(s) have no outline in the store: their counts are published without a shape.</source>
   <translation>
    <numerusform>%n jednostka nie ma granic w bazie zgłoszeń: jej statystykę opublikowano bez geometrii.</numerusform>
    <numerusform>%n jednostki nie mają granic w bazie zgłoszeń: ich statystykę opublikowano bez geometrii.</numerusform>
    <numerusform>%n jednostek nie ma granic w bazie zgłoszeń: ich statystykę opublikowano bez geometrii.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>%n unit(s) stood in several rows of the same code and name; their areas were joined.</source>
   <translation>
    <numerusform>%n jednostka zajmowała kilka wierszy o tym samym kodzie i nazwie; jej obszary połączono.</numerusform>
    <numerusform>%n jednostki zajmowały kilka wierszy o tym samym kodzie i nazwie; ich obszary połączono.</numerusform>
    <numerusform>%n jednostek zajmowało kilka wierszy o tym samym kodzie i nazwie; ich obszary połączono.</numerusform>
   </translation>
  </message>
  <message>
   <source>&amp;Add files…</source>
   <translation>&amp;Dodaj pliki…</translation>
  </message>
  <message>
   <source>&amp;Add layers…</source>
   <translation>&amp;Dodaj warstwy…</translation>
  </message>
  <message>
   <source>&amp;Add to the existing one</source>
   <translation>&amp;Dopisz do istniejącego</translation>
  </message>
  <message>
   <source>&amp;Add to the map</source>
   <translation>&amp;Dodaj do mapy</translation>
  </message>
  <message>
   <source>&amp;Add…</source>
   <translation>&amp;Dodaj…</translation>
  </message>
  <message>
   <source>&amp;Adjust the status of selected reports…</source>
   <translation>&amp;Zmień status zaznaczonych zgłoszeń…</translation>
  </message>
  <message>
   <source>&amp;Any category</source>
   <translation>Do&amp;wolna kategoria</translation>
  </message>
  <message>
   <source>&amp;Area</source>
   <translation>&amp;Obszar</translation>
  </message>
  <message>
   <source>&amp;Authentication:</source>
   <translation>U&amp;wierzytelnianie:</translation>
  </message>
  <message>
   <source>&amp;Back</source>
   <translation>&amp;Wstecz</translation>
  </message>
  <message>
   <source>&amp;Back to the form</source>
   <translation>&amp;Wróć do formularza</translation>
  </message>
  <message>
   <source>&amp;Basemaps</source>
   <translation>Podkł&amp;ady</translation>
  </message>
  <message>
   <source>&amp;Basemaps:</source>
   <translation>&amp;Podkłady:</translation>
  </message>
  <message>
   <source>&amp;Bodies…</source>
   <translation>Po&amp;dmioty…</translation>
  </message>
  <message>
   <source>&amp;Both texts</source>
   <translation>&amp;Oba teksty</translation>
  </message>
  <message>
   <source>&amp;Cancel the hand-over…</source>
   <translation>&amp;Anuluj przekazanie…</translation>
  </message>
  <message>
   <source>&amp;Catalogue search…</source>
   <translation>&amp;Szukaj w katalogu usług…</translation>
  </message>
  <message>
   <source>&amp;Category</source>
   <translation>&amp;Kategoria</translation>
  </message>
  <message>
   <source>&amp;Check the publication…</source>
   <translation>&amp;Sprawdź publikację…</translation>
  </message>
  <message>
   <source>&amp;Coordinate system:</source>
   <translation>Układ współ&amp;rzędnych:</translation>
  </message>
  <message>
   <source>&amp;Copy all</source>
   <translation>&amp;Kopiuj wszystko</translation>
  </message>
  <message>
   <source>&amp;Copy the number</source>
   <translation>&amp;Kopiuj numer</translation>
  </message>
  <message>
   <source>&amp;Copy the store…</source>
   <translation>&amp;Kopiuj bazę zgłoszeń…</translation>
  </message>
  <message>
   <source>&amp;Dates:</source>
   <translation>Dat&amp;y:</translation>
  </message>
  <message>
   <source>&amp;Deadline</source>
   <translation>&amp;Termin</translation>
  </message>
  <message>
   <source>&amp;Delete…</source>
   <translation>&amp;Usuń…</translation>
  </message>
  <message>
   <source>&amp;Digitize a new report</source>
   <translation>&amp;Nowe zgłoszenie na mapie</translation>
  </message>
  <message>
   <source>&amp;Distance:</source>
   <translation>&amp;Odległość:</translation>
  </message>
  <message>
   <source>&amp;Duplicates: distance:</source>
   <translation>Powtó&amp;rzenia, odległość:</translation>
  </message>
  <message>
   <source>&amp;Edit…</source>
   <translation>&amp;Edytuj…</translation>
  </message>
  <message>
   <source>&amp;Encoding:</source>
   <translation>Kodowanie z&amp;naków:</translation>
  </message>
  <message>
   <source>&amp;Erase texts…</source>
   <translation>&amp;Trwale usuń teksty…</translation>
  </message>
  <message>
   <source>&amp;First rows</source>
   <translation>Pierwsze &amp;wiersze</translation>
  </message>
  <message>
   <source>&amp;Hand over…</source>
   <translation>&amp;Przekaż…</translation>
  </message>
  <message>
   <source>&amp;Hand-overs…</source>
   <translation>P&amp;rzekazania…</translation>
  </message>
  <message>
   <source>&amp;How it is read</source>
   <translation>&amp;Sposób odczytu</translation>
  </message>
  <message>
   <source>&amp;Import</source>
   <translation>&amp;Importuj</translation>
  </message>
  <message>
   <source>&amp;Keep here</source>
   <translation>&amp;Zostaw tutejsze</translation>
  </message>
  <message>
   <source>&amp;Layer or sheet:</source>
   <translation>Warstwa lub &amp;arkusz:</translation>
  </message>
  <message>
   <source>&amp;List</source>
   <translation>&amp;Wypisz</translation>
  </message>
  <message>
   <source>&amp;Load a mapping…</source>
   <translation>W&amp;czytaj przypisanie…</translation>
  </message>
  <message>
   <source>&amp;Make sample reports…</source>
   <translation>&amp;Dane przykładowe…</translation>
  </message>
  <message>
   <source>&amp;Make the project</source>
   <translation>&amp;Utwórz projekt</translation>
  </message>
  <message>
   <source>&amp;Messages</source>
   <translation>Ko&amp;munikaty</translation>
  </message>
  <message>
   <source>&amp;Mine ({count})</source>
   <translation>&amp;Moje ({count})</translation>
  </message>
  <message>
   <source>&amp;Move the store…</source>
   <translation>Przenieś &amp;bazę zgłoszeń…</translation>
  </message>
  <message>
   <source>&amp;New report here…</source>
   <translation>&amp;Nowe zgłoszenie tutaj…</translation>
  </message>
  <message>
   <source>&amp;New store…</source>
   <translation>&amp;Nowa baza zgłoszeń…</translation>
  </message>
  <message>
   <source>&amp;New…</source>
   <translation>&amp;Nowa…</translation>
  </message>
  <message>
   <source>&amp;Next</source>
   <translation>&amp;Następne</translation>
  </message>
  <message>
   <source>&amp;No area</source>
   <translation>&amp;Bez obszaru</translation>
  </message>
  <message>
   <source>&amp;Number and due day…</source>
   <translation>&amp;Znak i termin…</translation>
  </message>
  <message>
   <source>&amp;Open a store…</source>
   <translation>&amp;Otwórz bazę zgłoszeń…</translation>
  </message>
  <message>
   <source>&amp;Open…</source>
   <translation>&amp;Otwórz…</translation>
  </message>
  <message>
   <source>&amp;Order of the coordinates:</source>
   <translation>K&amp;olejność współrzędnych:</translation>
  </message>
  <message>
   <source>&amp;Pause between requests:</source>
   <translation>&amp;Przerwa między żądaniami:</translation>
  </message>
  <message>
   <source>&amp;Print map…</source>
   <translation>&amp;Drukuj mapę…</translation>
  </message>
  <message>
   <source>&amp;Project file:</source>
   <translation>P&amp;lik projektu:</translation>
  </message>
  <message>
   <source>&amp;Publish…</source>
   <translation>&amp;Publikuj…</translation>
  </message>
  <message>
   <source>&amp;Read decisions…</source>
   <translation>Wczytaj &amp;decyzje…</translation>
  </message>
  <message>
   <source>&amp;Remove</source>
   <translation>&amp;Usuń</translation>
  </message>
  <message>
   <source>&amp;Repeats an existing report…</source>
   <translation>Pow&amp;tarza istniejące zgłoszenie…</translation>
  </message>
  <message>
   <source>&amp;Repeats the chosen one</source>
   <translation>Powta&amp;rza wybrane</translation>
  </message>
  <message>
   <source>&amp;Roll back…</source>
   <translation>P&amp;rzywróć wcześniejszą wersję…</translation>
  </message>
  <message>
   <source>&amp;Save again</source>
   <translation>&amp;Zapisz ponownie</translation>
  </message>
  <message>
   <source>&amp;Save as CSV…</source>
   <translation>Zapisz jako &amp;CSV…</translation>
  </message>
  <message>
   <source>&amp;Save nevertheless</source>
   <translation>&amp;Zapisz mimo to</translation>
  </message>
  <message>
   <source>&amp;Search</source>
   <translation>&amp;Szukaj</translation>
  </message>
  <message>
   <source>&amp;Sheet (PDF)…</source>
   <translation>&amp;Karta (PDF)…</translation>
  </message>
  <message>
   <source>&amp;Show on the map</source>
   <translation>&amp;Pokaż na mapie</translation>
  </message>
  <message>
   <source>&amp;Status</source>
   <translation>&amp;Status</translation>
  </message>
  <message>
   <source>&amp;Store</source>
   <translation>Baza z&amp;głoszeń</translation>
  </message>
  <message>
   <source>&amp;Store:</source>
   <translation>&amp;Baza zgłoszeń:</translation>
  </message>
  <message>
   <source>&amp;Time-out:</source>
   <translation>&amp;Limit czasu:</translation>
  </message>
  <message>
   <source>&amp;Undo</source>
   <translation>&amp;Cofnij</translation>
  </message>
  <message>
   <source>&amp;Unit</source>
   <translation>&amp;Jednostka</translation>
  </message>
  <message>
   <source>&amp;Verify from here</source>
   <translation>&amp;Weryfikuj odtąd</translation>
  </message>
  <message>
   <source>&amp;Verify reports…</source>
   <translation>&amp;Weryfikuj zgłoszenia…</translation>
  </message>
  <message>
   <source>&amp;What is here?</source>
   <translation>&amp;Co tu jest?</translation>
  </message>
  <message>
   <source>&amp;What is new, added to the note of the chosen report:</source>
   <translation>&amp;Co nowego, do dopisania w notatce wybranego zgłoszenia:</translation>
  </message>
  <message>
   <source>&amp;Withdraw a report…</source>
   <translation>&amp;Wycofaj zgłoszenie…</translation>
  </message>
  <message>
   <source>&amp;Zoom to</source>
   <translation>&amp;Powiększ do</translation>
  </message>
  <message>
   <source>'{address}' names no database: write service=NAME (of the service file) or connection=NAME (of QGIS).</source>
   <translation>„{address}” nie wskazuje bazy danych: wpisz service=NAZWA (z pliku usług) albo connection=NAZWA (z QGIS).</translation>
  </message>
  <message>
   <source>'{crs}' of '{name}' is not written as EPSG:2180 is</source>
   <translation>„{crs}” we wpisie „{name}” nie jest zapisane tak jak EPSG:2180</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' holds a user name or password; name an 'authcfg' instead</source>
   <translation>we wpisie „{name}” pole „{field}” zawiera nazwę użytkownika lub hasło; podaj zamiast tego „authcfg”</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' holds more than one layer, which WMTS cannot give</source>
   <translation>„{field}” we wpisie „{name}” zawiera więcej niż jedną warstwę, a WMTS tego nie umie</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' holds {list}: give the address without what follows it</source>
   <translation>„{field}” we wpisie „{name}” zawiera {list}: podaj adres bez tych parametrów</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is missing</source>
   <translation>we wpisie „{name}” pole „{field}” nie ma wartości</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is neither true nor false</source>
   <translation>„{field}” we wpisie „{name}” nie jest ani true, ani false</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is none of: {list}</source>
   <translation>we wpisie „{name}” pole „{field}” ma wartość spoza listy: {list}</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is not a list of texts</source>
   <translation>we wpisie „{name}” pole „{field}” nie jest listą tekstów</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is not a number of pixels</source>
   <translation>we wpisie „{name}” pole „{field}” nie jest liczbą pikseli</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is not a text</source>
   <translation>we wpisie „{name}” pole „{field}” nie jest tekstem</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is not an http or https address</source>
   <translation>we wpisie „{name}” pole „{field}” nie jest adresem http ani https</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is not an object whose values are texts</source>
   <translation>we wpisie „{name}” pole „{field}” nie jest obiektem JSON o wartościach tekstowych</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' is not known; the nearest field is '{near}'</source>
   <translation>we wpisie „{name}” pole „{field}” jest nieznane; najbardziej podobne to „{near}”</translation>
  </message>
  <message>
   <source>'{field}' of '{name}' offers {crs}, which the service does not list</source>
   <translation>we wpisie „{name}” pole „{field}” wymienia układ {crs}, którego nie ma na liście układów usługi</translation>
  </message>
  <message>
   <source>'{host}' answers with nothing at all (an empty HTTP 404): try again later.</source>
   <translation>„{host}” odpowiada pustką (pusty HTTP 404): spróbuj ponownie później.</translation>
  </message>
  <message>
   <source>'{host}' asks for unsafe legacy renegotiation, which this computer does not allow.</source>
   <translation>Serwer „{host}” wymaga niebezpiecznej renegocjacji TLS starego typu, na którą ten komputer nie zezwala.</translation>
  </message>
  <message>
   <source>'{host}' did not answer within {seconds} s.</source>
   <translation>Serwer „{host}” nie odpowiedział w ciągu {seconds} s.</translation>
  </message>
  <message>
   <source>'{host}' does not let this user in (HTTP {status}).</source>
   <translation>Serwer „{host}” odmawia dostępu temu użytkownikowi (HTTP {status}).</translation>
  </message>
  <message>
   <source>'{host}' dropped the connection before the answer was complete.</source>
   <translation>Serwer „{host}” przerwał połączenie przed końcem odpowiedzi.</translation>
  </message>
  <message>
   <source>'{host}' has a fault of its own (HTTP {status}): try again later.</source>
   <translation>Błąd po stronie serwera „{host}” (HTTP {status}): spróbuj ponownie później.</translation>
  </message>
  <message>
   <source>'{host}' is busy and asks to wait (HTTP {status}).</source>
   <translation>Serwer „{host}” jest zajęty i prosi o odczekanie (HTTP {status}).</translation>
  </message>
  <message>
   <source>'{host}' redirects without end or to an unsafe address.</source>
   <translation>Serwer „{host}” przekierowuje bez końca lub na niebezpieczny adres.</translation>
  </message>
  <message>
   <source>'{host}' refused the request (HTTP {status}).</source>
   <translation>Serwer „{host}” odrzucił żądanie (HTTP {status}).</translation>
  </message>
  <message>
   <source>'{host}' refuses the connection: the service is not running there, or the port is wrong.</source>
   <translation>Serwer „{host}” odmawia połączenia: usługa nie jest na nim uruchomiona albo numer portu jest błędny.</translation>
  </message>
  <message>
   <source>'{name}'</source>
   <translation>„{name}”</translation>
  </message>
  <message>
   <source>'{name}' cannot be read: {reason}.</source>
   <translation>Nie można odczytać „{name}”: {reason}.</translation>
  </message>
  <message>
   <source>'{name}' cannot be written: {reason}.</source>
   <translation>Nie można zapisać „{name}”: {reason}.</translation>
  </message>
  <message>
   <source>'{name}' could not be written beside the store: {reason}.</source>
   <translation>Nie udało się zapisać „{name}” obok bazy zgłoszeń: {reason}.</translation>
  </message>
  <message>
   <source>'{name}' is a folder, not a file.</source>
   <translation>„{name}” to folder, a nie plik.</translation>
  </message>
  <message>
   <source>'{name}' is a folder: choose the files in it.</source>
   <translation>„{name}” to folder: wybierz pliki, które w nim są.</translation>
  </message>
  <message>
   <source>'{name}' is a pattern, not a file: choose the files themselves.</source>
   <translation>„{name}” to wzorzec, a nie plik: wybierz same pliki.</translation>
  </message>
  <message>
   <source>'{name}' is also attached to: {reports}.</source>
   <translation>„{name}” jest też dołączony do zgłoszeń: {reports}.</translation>
  </message>
  <message>
   <source>'{name}' is attached to this report already: '{other}', {when}, {who}.</source>
   <translation>„{name}” jest już dołączony do tego zgłoszenia: „{other}”, {when}, {who}.</translation>
  </message>
  <message>
   <source>'{name}' is no list of a check-in: it has other columns.</source>
   <translation>„{name}” nie jest listą z wczytania: ma inne kolumny.</translation>
  </message>
  <message>
   <source>'{name}' is no picture: its hidden data (author, times, places) cannot be taken out. Look at it before it leaves the unit.</source>
   <translation>„{name}” nie jest obrazem: jego ukrytych danych (autor, czasy, miejsca) nie da się usunąć. Przejrzyj go, zanim opuści jednostkę.</translation>
  </message>
  <message>
   <source>'{name}' is not a file: it was not attached.</source>
   <translation>„{name}” nie jest plikiem: nie dołączono go.</translation>
  </message>
  <message>
   <source>'{name}' is not in the catalogue.</source>
   <translation>W katalogu nie ma nazwy „{name}”.</translation>
  </message>
  <message>
   <source>'{name}' is not in the catalogue; the nearest name there is '{near}'.</source>
   <translation>W katalogu nie ma nazwy „{name}”; najbardziej podobna to „{near}”.</translation>
  </message>
  <message>
   <source>'{name}' is of a kind that is not opened.</source>
   <translation>„{name}” jest rodzaju, którego się nie otwiera.</translation>
  </message>
  <message>
   <source>'{name}' stands there more than once</source>
   <translation>„{name}” występuje w nim więcej niż raz</translation>
  </message>
  <message>
   <source>'{name}' waits already to be attached to this report.</source>
   <translation>„{name}” już czeka na dołączenie do tego zgłoszenia.</translation>
  </message>
  <message>
   <source>'{name}' was not attached: it is larger than {size} MB.</source>
   <translation>Nie dołączono pliku „{name}”: jest większy niż {size} MB.</translation>
  </message>
  <message>
   <source>'{name}' was not attached: the picture is damaged.</source>
   <translation>Nie dołączono pliku „{name}”: obraz jest uszkodzony.</translation>
  </message>
  <message>
   <source>'{name}' was not attached: {reason}. Taken are JPG, PNG, PDF, 3gp, mov, doc and txt.</source>
   <translation>Nie dołączono pliku „{name}”: {reason}. Przyjmowane są JPG, PNG, PDF, 3gp, mov, doc i txt.</translation>
  </message>
  <message>
   <source>'{name}' was not attached: {width} × {height} pixels are too many.</source>
   <translation>Nie dołączono pliku „{name}”: {width} × {height} pikseli to za dużo.</translation>
  </message>
  <message numerus="yes">
   <source>'{report}' is not on the list of %n withdrawn report(s).</source>
   <translation>
    <numerusform>Zgłoszenia „{report}” nie ma na liście wycofanych (%n zgłoszenie).</numerusform>
    <numerusform>Zgłoszenia „{report}” nie ma na liście wycofanych (%n zgłoszenia).</numerusform>
    <numerusform>Zgłoszenia „{report}” nie ma na liście wycofanych (%n zgłoszeń).</numerusform>
   </translation>
  </message>
  <message>
   <source>'{seen}' instead of '{expected}'</source>
   <translation>„{seen}” zamiast „{expected}”</translation>
  </message>
  <message>
   <source>'{text}' is no REGON number: its digits do not agree.</source>
   <translation>„{text}” nie jest numerem REGON: cyfra kontrolna się nie zgadza.</translation>
  </message>
  <message>
   <source>'{text}' is no address that metadata can name. Write it as https://example.org/kmzb.</source>
   <translation>„{text}” nie jest adresem, który można podać w metadanych. Zapisz go w postaci https://example.org/kmzb.</translation>
  </message>
  <message>
   <source>'{text}' is no area: give west, east, south and north in degrees, as 14.1 24.2 49.0 54.9.</source>
   <translation>„{text}” nie jest obszarem: podaj granice zachodnią, wschodnią, południową i północną w stopniach, np. 14.1 24.2 49.0 54.9.</translation>
  </message>
  <message>
   <source>'{text}' is no date. Write it as 2024-09-28.</source>
   <translation>„{text}” nie jest datą. Zapisz ją w postaci 2024-09-28.</translation>
  </message>
  <message>
   <source>'{text}' is no web address of a contact that metadata can name. Write it as https://example.org, with no user and password.</source>
   <translation>„{text}” nie jest adresem WWW, który metadane mogą podać jako kontakt. Zapisz go jak https://example.org, bez użytkownika i hasła.</translation>
  </message>
  <message>
   <source>'{text}' is not a day, e.g. 2026-09-28 or 28.09.2026.</source>
   <translation>„{text}” to nie dzień, np. 2026-09-28 albo 28.09.2026.</translation>
  </message>
  <message>
   <source>'{text}' is not a time in ISO 8601, e.g. 2024-09-28T10:15.</source>
   <translation>„{text}” nie jest datą i godziną w zapisie ISO 8601, np. 2024-09-28T10:15.</translation>
  </message>
  <message>
   <source>'{text}' is the name of too many units: give a code.</source>
   <translation>Nazwę „{text}” nosi zbyt wiele jednostek: podaj kod.</translation>
  </message>
  <message>
   <source>'{text}' names no database.</source>
   <translation>„{text}” nie wskazuje bazy danych.</translation>
  </message>
  <message>
   <source>'{title}' answered nothing three times (HTTP 404): the geoportal has a fault.</source>
   <translation>Usługa „{title}” trzy razy nie dała odpowiedzi (HTTP 404): geoportal ma usterkę.</translation>
  </message>
  <message>
   <source>'{url}' is no address of a service: it must begin with http:// or https://.</source>
   <translation>„{url}” nie jest adresem usługi: adres musi zaczynać się od http:// lub https://.</translation>
  </message>
  <message>
   <source>'{value}' is not a TERYT code of up to 7 digits.</source>
   <translation>„{value}” nie jest kodem TERYT (do 7 cyfr).</translation>
  </message>
  <message>
   <source>'{value}' is not a date of the form {form}.</source>
   <translation>„{value}” nie jest datą w postaci {form}.</translation>
  </message>
  <message>
   <source>'{value}' is not a whole number.</source>
   <translation>„{value}” nie jest liczbą całkowitą.</translation>
  </message>
  <message>
   <source>'{value}' never was in Warsaw: the clocks went forward then.</source>
   <translation>Chwili „{value}” w Polsce nie było: zegary przesunięto wtedy do przodu.</translation>
  </message>
  <message>
   <source>(empty)</source>
   <translation>(puste)</translation>
  </message>
  <message>
   <source>(erased)</source>
   <translation>(usunięty trwale)</translation>
  </message>
  <message>
   <source>(the geometry)</source>
   <translation>(geometria)</translation>
  </message>
  <message>
   <source>(the whole row)</source>
   <translation>(cały wiersz)</translation>
  </message>
  <message>
   <source>(without a title)</source>
   <translation>(bez tytułu)</translation>
  </message>
  <message>
   <source>&lt;b&gt;Not for emergencies: call 112.&lt;/b&gt;</source>
   <translation>&lt;b&gt;Mapa nie służy do zgłaszania potrzeby pilnej interwencji Policji: w nagłych przypadkach dzwoń pod numer 112.&lt;/b&gt;</translation>
  </message>
  <message>
   <source>A GeoPackage, or a database as service=NAME or connection=NAME.</source>
   <translation>GeoPackage albo baza danych jako service=NAZWA lub connection=NAZWA.</translation>
  </message>
  <message>
   <source>A JSON file whose entries replace or add to the plugin's list of geoportal services.</source>
   <translation>Plik JSON, którego wpisy zastępują lub uzupełniają listę usług geoportalu zawartą we wtyczce.</translation>
  </message>
  <message>
   <source>A body needs a kind of the list.</source>
   <translation>Podmiot musi mieć rodzaj z listy.</translation>
  </message>
  <message>
   <source>A body needs a name.</source>
   <translation>Podmiot musi mieć nazwę.</translation>
  </message>
  <message>
   <source>A database; it must hold a store.</source>
   <translation>Baza danych; musi zawierać bazę zgłoszeń.</translation>
  </message>
  <message>
   <source>A date is missing or not a date with a time.</source>
   <translation>Brakuje daty albo nie jest to data z godziną.</translation>
  </message>
  <message>
   <source>A day of the hand-over is not a day of the calendar.</source>
   <translation>Dzień przekazania lub odpowiedzi nie jest dniem kalendarza.</translation>
  </message>
  <message>
   <source>A day of the hand-over lies in the future.</source>
   <translation>Dzień przekazania lub odpowiedzi leży w przyszłości.</translation>
  </message>
  <message>
   <source>A day or time of Warsaw in ISO 8601: 2024-09-28 or 2024-09-28T10:15.</source>
   <translation>Dzień lub chwila czasu warszawskiego w ISO 8601: 2024-09-28 albo 2024-09-28T10:15.</translation>
  </message>
  <message>
   <source>A gap may be filled by a level that the store has not yet: {list}.</source>
   <translation>Lukę może wypełniać poziom, którego w bazie jeszcze nie ma: {list}.</translation>
  </message>
  <message>
   <source>A hand-over is either cancelled or answered.</source>
   <translation>Przekazanie jest albo anulowane, albo z odpowiedzią.</translation>
  </message>
  <message>
   <source>A hand-over is never deleted and never goes to another report or body. Cancel it instead.</source>
   <translation>Przekazania nie usuwa się ani nie zmienia jego zgłoszenia lub podmiotu. Można je anulować.</translation>
  </message>
  <message>
   <source>A hand-over that was a mistake</source>
   <translation>Przekazanie, które było omyłką</translation>
  </message>
  <message>
   <source>A line of a body's categories is not changed: add another one and remove this.</source>
   <translation>Wiersza kategorii podmiotu nie zmienia się: dodaj inny i usuń ten.</translation>
  </message>
  <message>
   <source>A new report begins with the status '{name}'.</source>
   <translation>Nowe zgłoszenie musi mieć status „{name}”.</translation>
  </message>
  <message>
   <source>A rehearsal: nothing was changed. These would be erased:</source>
   <translation>Próba: niczego nie zmieniono. Usunięte zostałyby:</translation>
  </message>
  <message>
   <source>A report cannot go from its stored status to this one.</source>
   <translation>Przejście z zapisanego statusu zgłoszenia do tego statusu jest niedozwolone.</translation>
  </message>
  <message>
   <source>A report cannot repeat itself.</source>
   <translation>Zgłoszenie nie może powtarzać samo siebie.</translation>
  </message>
  <message>
   <source>A report goes to another unit only where it lies in that unit's area. Correct its place first, or ask the coordinator of the unit above.</source>
   <translation>Zgłoszenie przechodzi do innej jednostki tylko wtedy, gdy leży na jej terenie. Najpierw popraw jego miejsce albo poproś koordynatora jednostki nadrzędnej.</translation>
  </message>
  <message>
   <source>A report's identifiers never change.</source>
   <translation>Identyfikatorów zgłoszenia nie można zmieniać.</translation>
  </message>
  <message>
   <source>A safe (TLS) connection to '{host}' could not be made.</source>
   <translation>Nie można nawiązać bezpiecznego połączenia (TLS) z serwerem „{host}”.</translation>
  </message>
  <message>
   <source>A store is a GeoPackage: {path} must end in .gpkg.</source>
   <translation>Baza zgłoszeń to plik GeoPackage: nazwa {path} musi kończyć się na .gpkg.</translation>
  </message>
  <message>
   <source>A working copy of a unit's or an area's reports, to work on without the network</source>
   <translation>Kopia robocza zgłoszeń jednostki lub obszaru, do pracy bez sieci</translation>
  </message>
  <message>
   <source>Ab&amp;out KMZB</source>
   <translation>&amp;O wtyczce KMZB</translation>
  </message>
  <message>
   <source>About KMZB</source>
   <translation>O wtyczce KMZB</translation>
  </message>
  <message>
   <source>Ad&amp;just the status of the chosen ones…</source>
   <translation>Zmień &amp;status wybranych…</translation>
  </message>
  <message>
   <source>Add a basemap of the national geoportal</source>
   <translation>Dodaj podkład z krajowego geoportalu</translation>
  </message>
  <message>
   <source>Add files</source>
   <translation>Dodaj pliki</translation>
  </message>
  <message>
   <source>Add files…</source>
   <translation>Dodaj pliki…</translation>
  </message>
  <message>
   <source>Add layers</source>
   <translation>Dodawanie warstw</translation>
  </message>
  <message>
   <source>Add the files that are to be imported.</source>
   <translation>Dodaj pliki do zaimportowania.</translation>
  </message>
  <message>
   <source>Added to the note of report {number}.</source>
   <translation>Dopisano do notatki zgłoszenia {number}.</translation>
  </message>
  <message>
   <source>Adding to a report</source>
   <translation>Dopisywanie do zgłoszenia</translation>
  </message>
  <message>
   <source>Adding to the map…</source>
   <translation>Dodawanie do mapy…</translation>
  </message>
  <message>
   <source>Address</source>
   <translation>Adres</translation>
  </message>
  <message>
   <source>Address of the service</source>
   <translation>Adres usługi</translation>
  </message>
  <message>
   <source>Address of the service, before /imlDataService (empty: from the settings)</source>
   <translation>Adres usługi, część przed /imlDataService (puste: z ustawień)</translation>
  </message>
  <message>
   <source>Addresses</source>
   <translation>Adresy</translation>
  </message>
  <message>
   <source>Address…</source>
   <translation>Adres…</translation>
  </message>
  <message>
   <source>After an update of the plugin: give the store its new form and symbols; your own styles stay</source>
   <translation>Po aktualizacji wtyczki: nadaje bazie nowy formularz i symbole; własne style zostają</translation>
  </message>
  <message>
   <source>Age</source>
   <translation>Wiek</translation>
  </message>
  <message>
   <source>All</source>
   <translation>Wszystkie</translation>
  </message>
  <message>
   <source>All bodies</source>
   <translation>Wszystkie podmioty</translation>
  </message>
  <message>
   <source>All files</source>
   <translation>Wszystkie pliki</translation>
  </message>
  <message>
   <source>All files (*)</source>
   <translation>Wszystkie pliki (*)</translation>
  </message>
  <message>
   <source>All findings of personal data, in all reports</source>
   <translation>Wszystkie znalezione dane osobowe, we wszystkich zgłoszeniach</translation>
  </message>
  <message>
   <source>All hand-overs</source>
   <translation>Wszystkie</translation>
  </message>
  <message>
   <source>All open reports, late ones first</source>
   <translation>Wszystkie otwarte, najpierw spóźnione</translation>
  </message>
  <message>
   <source>All sheets in one PDF</source>
   <translation>Wszystkie karty w jednym PDF</translation>
  </message>
  <message>
   <source>Also reports &amp;entered here, unknown to the service</source>
   <translation>Także zgłoszenia wprowadzone &amp;tutaj, nieznane serwisowi</translation>
  </message>
  <message>
   <source>Also reports entered here that the service never gave</source>
   <translation>Także zgłoszenia wprowadzone tutaj, których serwis nigdy nie podał</translation>
  </message>
  <message>
   <source>Also reports of different categories</source>
   <translation>Także zgłoszenia różnych kategorii</translation>
  </message>
  <message>
   <source>An account has one or more of the roles officer, analyst, publisher, intake and admin.</source>
   <translation>Konto ma co najmniej jedną z ról: officer, analyst, publisher, intake, admin.</translation>
  </message>
  <message>
   <source>An answer is asked for by</source>
   <translation>Prosimy o odpowiedź do dnia</translation>
  </message>
  <message>
   <source>An answer needs its day and an outcome.</source>
   <translation>Odpowiedź wymaga dnia i wyniku.</translation>
  </message>
  <message>
   <source>An answer of the KMZB data service, which is always in EPSG:2180.</source>
   <translation>Odpowiedź usługi danych KMZB, zawsze w układzie EPSG:2180.</translation>
  </message>
  <message>
   <source>An axis order</source>
   <translation>Kolejność osi</translation>
  </message>
  <message>
   <source>An existing store.</source>
   <translation>Istniejąca baza zgłoszeń.</translation>
  </message>
  <message numerus="yes">
   <source>An import with the same query, begun on {when}, was not finished. This one goes on: %n answer(s) of the service are at hand and are not asked for again.</source>
   <translation>
    <numerusform>Import z tym samym zapytaniem, rozpoczęty {when}, nie został dokończony. Ten go kontynuuje: %n odpowiedź usługi jest pod ręką i nie trzeba o nią pytać ponownie.</numerusform>
    <numerusform>Import z tym samym zapytaniem, rozpoczęty {when}, nie został dokończony. Ten go kontynuuje: %n odpowiedzi usługi są pod ręką i nie trzeba o nie pytać ponownie.</numerusform>
    <numerusform>Import z tym samym zapytaniem, rozpoczęty {when}, nie został dokończony. Ten go kontynuuje: %n odpowiedzi usługi jest pod ręką i nie trzeba o nie pytać ponownie.</numerusform>
   </translation>
  </message>
  <message>
   <source>An officer changed this report after the last import; the store's state was kept.</source>
   <translation>Po ostatnim imporcie zgłoszenie zmieniono w bazie zgłoszeń; zachowano stan z bazy.</translation>
  </message>
  <message>
   <source>An officer of a unit has no second role: together they would open all reports of the country. Make another log-in for it.</source>
   <translation>Funkcjonariusz jednostki nie ma drugiej roli: razem otwierałyby zgłoszenia z całego kraju. Załóż do niej osobny login.</translation>
  </message>
  <message>
   <source>An officer's account needs a unit of the police that the store has; import the units first.</source>
   <translation>Konto funkcjonariusza wymaga jednostki Policji, którą baza zna; najpierw zaimportuj jednostki.</translation>
  </message>
  <message>
   <source>Another hand-over has this number already.</source>
   <translation>Inne przekazanie ma już ten numer.</translation>
  </message>
  <message>
   <source>Another import or change of settings came between. Nothing was changed; import once more.</source>
   <translation>W tym czasie nastąpił inny import albo zmiana ustawień. Niczego nie zmieniono; zaimportuj jeszcze raz.</translation>
  </message>
  <message>
   <source>Another import with the same query is under way; this one keeps nothing to go on from.</source>
   <translation>Trwa inny import z tym samym zapytaniem; ten niczego nie zachowuje do kontynuacji.</translation>
  </message>
  <message>
   <source>Another inner server collects from {public} already: stop that one first.</source>
   <translation>Z serwera {public} odbiera już zgłoszenia inny serwer wewnętrzny: najpierw zatrzymaj tamten.</translation>
  </message>
  <message>
   <source>Another program holds the store {name} now. Nothing was changed; try again in a moment.</source>
   <translation>Bazę zgłoszeń {name} zajmuje teraz inny program. Niczego nie zmieniono; spróbuj ponownie za chwilę.</translation>
  </message>
  <message>
   <source>Another program is collecting from {zone} just now; try again later.</source>
   <translation>Inny program właśnie wprowadza zgłoszenia z {zone}; spróbuj ponownie później.</translation>
  </message>
  <message>
   <source>Another program is just saving one of these reports. Nothing was changed; try again in a minute.</source>
   <translation>Inny program właśnie zapisuje jedno z tych zgłoszeń. Niczego nie zmieniono; spróbuj ponownie za minutę.</translation>
  </message>
  <message>
   <source>Another program is publishing to {path} just now. Try again when it is done.</source>
   <translation>Inny program właśnie publikuje w folderze {path}. Spróbuj ponownie, gdy skończy.</translation>
  </message>
  <message>
   <source>Another program is pushing to {zone} just now.</source>
   <translation>Inny program właśnie wysyła do {zone}.</translation>
  </message>
  <message>
   <source>Another program is writing to the store {name}. The save goes on as soon as it is through.</source>
   <translation>Inny program zapisuje w bazie zgłoszeń {name}. Zapis ruszy, gdy tylko skończy.</translation>
  </message>
  <message>
   <source>Another program is writing to the store. Nothing was saved; try again in a moment.</source>
   <translation>Inny program zapisuje w bazie zgłoszeń. Niczego nie zapisano; spróbuj ponownie za chwilę.</translation>
  </message>
  <message>
   <source>Another program is writing to the store. The list is as it was; it goes on by itself.</source>
   <translation>Inny program zapisuje w bazie zgłoszeń. Lista jest taka jak przedtem; odświeży się sama.</translation>
  </message>
  <message>
   <source>Another program reads the store; waiting for it.</source>
   <translation>Inny program czyta bazę zgłoszeń; oczekiwanie na jego zakończenie.</translation>
  </message>
  <message>
   <source>Another report has the same value of '{column}' already.</source>
   <translation>Inne zgłoszenie ma już tę samą wartość w polu „{column}”.</translation>
  </message>
  <message>
   <source>Another report has this number already.</source>
   <translation>Ten numer ma już inne zgłoszenie.</translation>
  </message>
  <message>
   <source>Another report of the store has this number, and it did not come from the intake.</source>
   <translation>Ten numer ma już w bazie inne zgłoszenie, które nie przyszło od obywatela przez internet.</translation>
  </message>
  <message>
   <source>Answer</source>
   <translation>Odpowiedź</translation>
  </message>
  <message>
   <source>Answer due</source>
   <translation>Odpowiedź do</translation>
  </message>
  <message>
   <source>Answer due by (empty: as the body's days say)</source>
   <translation>Odpowiedź do dnia (puste: według dni podmiotu)</translation>
  </message>
  <message>
   <source>Answer of the body</source>
   <translation>Odpowiedź podmiotu</translation>
  </message>
  <message>
   <source>Answer overdue</source>
   <translation>Odpowiedź po terminie</translation>
  </message>
  <message>
   <source>Answer recorded. The hand-over is now in the list '{state}'.</source>
   <translation>Odpowiedź zapisana. Przekazanie jest teraz na liście „{state}”.</translation>
  </message>
  <message>
   <source>Answered</source>
   <translation>Z odpowiedzią</translation>
  </message>
  <message>
   <source>Answered on</source>
   <translation>Odpowiedź z dnia</translation>
  </message>
  <message>
   <source>Application</source>
   <translation>Aplikacja</translation>
  </message>
  <message>
   <source>Area (m²)</source>
   <translation>Powierzchnia (m²)</translation>
  </message>
  <message>
   <source>Area: its name</source>
   <translation>Obszar: nazwa</translation>
  </message>
  <message>
   <source>Area: west, east, south and north in degrees</source>
   <translation>Obszar: granice zachodnia, wschodnia, południowa i północna w stopniach</translation>
  </message>
  <message>
   <source>As GDAL gives them. Needed only where no known place shows it.</source>
   <translation>W kolejności podawanej przez GDAL. Potrzebne tylko wtedy, gdy nie widać jej po żadnym znanym miejscu.</translation>
  </message>
  <message>
   <source>Ask the geoportal (UUG) for the address nearest to the report</source>
   <translation>Zapytaj geoportal (UUG) o adres najbliższy zgłoszeniu</translation>
  </message>
  <message>
   <source>Ask the geoportal for the nearest address</source>
   <translation>Zapytaj geoportal o najbliższy adres</translation>
  </message>
  <message>
   <source>Asking for the address…</source>
   <translation>Pytanie o adres…</translation>
  </message>
  <message>
   <source>Asking the service what changed since then…</source>
   <translation>Pytanie do usługi, co się od tej pory zmieniło…</translation>
  </message>
  <message>
   <source>Asking the service what it offers…</source>
   <translation>Pytanie usługi, co udostępnia…</translation>
  </message>
  <message>
   <source>Asking the services of the geoportal…</source>
   <translation>Zapytanie do usług geoportalu…</translation>
  </message>
  <message>
   <source>Asking {url}…</source>
   <translation>Zapytanie do {url}…</translation>
  </message>
  <message>
   <source>Assign units to reports</source>
   <translation>Przypisz jednostki do zgłoszeń</translation>
  </message>
  <message>
   <source>Assigning units</source>
   <translation>Przypisywanie jednostek</translation>
  </message>
  <message>
   <source>Attach files to reports</source>
   <translation>Dołącz pliki do zgłoszeń</translation>
  </message>
  <message>
   <source>Attached</source>
   <translation>Dołączono</translation>
  </message>
  <message>
   <source>Attached files</source>
   <translation>Dołączone pliki</translation>
  </message>
  <message>
   <source>Attaches copies of files to one report or several, each file to each report. Taken are JPG, PNG, PDF, 3gp, mov, doc and txt of at most 5 MB (the store's setting), judged by their content, never by their name. All files are attached or none. They are kept beside the store as they came, with what cameras and telephones hide in them, and are never published; what is handed out is cleaned.</source>
   <translation>Dołącza kopie plików do jednego lub kilku zgłoszeń, każdy plik do każdego zgłoszenia. Przyjmowane są JPG, PNG, PDF, 3gp, mov, doc i txt do 5 MB (ustawienie bazy), rozpoznawane po zawartości, nigdy po nazwie. Dołączane są wszystkie pliki albo żaden. Pliki leżą obok bazy takie, jakie przyszły, także z tym, co ukrywają w nich aparaty i telefony, i nigdy nie są publikowane; z kopii do wydania ukryte dane są usuwane.</translation>
  </message>
  <message>
   <source>Attaching files</source>
   <translation>Dołączanie plików</translation>
  </message>
  <message>
   <source>Attaching files…</source>
   <translation>Dołączanie plików…</translation>
  </message>
  <message>
   <source>Attachment</source>
   <translation>Załącznik</translation>
  </message>
  <message>
   <source>Attachment added: {name}</source>
   <translation>Dodano załącznik: {name}</translation>
  </message>
  <message>
   <source>Attachment erased</source>
   <translation>Załącznik usunięto trwale</translation>
  </message>
  <message>
   <source>Attachment removed: {name}</source>
   <translation>Usunięto załącznik: {name}</translation>
  </message>
  <message>
   <source>Attachments</source>
   <translation>Załączniki</translation>
  </message>
  <message>
   <source>Attachments and sheets were not looked through: they may hold the same data.</source>
   <translation>Załączników ani kart nie przeszukano: mogą zawierać te same dane.</translation>
  </message>
  <message>
   <source>Attachments are never changed or deleted; they can only be marked as removed.</source>
   <translation>Załączników nigdy się nie zmienia ani nie kasuje; można je tylko oznaczyć jako usunięte.</translation>
  </message>
  <message>
   <source>Attachments looked at</source>
   <translation>Sprawdzone załączniki</translation>
  </message>
  <message>
   <source>Attachments of the report</source>
   <translation>Załączniki zgłoszenia</translation>
  </message>
  <message>
   <source>Attachments without a file there</source>
   <translation>Załączniki, które nie mają tam pliku</translation>
  </message>
  <message>
   <source>Basemap</source>
   <translation>Mapa podkładowa</translation>
  </message>
  <message>
   <source>Basemap of the sheet (id of the catalogue; empty: none)</source>
   <translation>Mapa podkładowa karty (identyfikator z katalogu; puste: bez mapy)</translation>
  </message>
  <message>
   <source>Basemap: {title}</source>
   <translation>Podkład: {title}</translation>
  </message>
  <message>
   <source>Basemaps</source>
   <translation>Podkłady</translation>
  </message>
  <message>
   <source>Basemaps (ids of the catalogue, separated by commas)</source>
   <translation>Podkłady (identyfikatory z katalogu usług, oddzielone przecinkami)</translation>
  </message>
  <message>
   <source>Basemaps come from the national geoportal. Its terms forbid collecting its pictures automatically; look at them, do not harvest them.</source>
   <translation>Podkłady pochodzą z krajowego geoportalu. Jego regulamin zabrania automatycznego pobierania obrazów: służą one do oglądania, a nie do gromadzenia.</translation>
  </message>
  <message>
   <source>Basemaps that could not be read</source>
   <translation>Podkłady, których nie udało się odczytać</translation>
  </message>
  <message>
   <source>Begin the CSV with UTF-8's mark (for spreadsheets)</source>
   <translation>Rozpocznij CSV znacznikiem UTF-8 (dla arkuszy kalkulacyjnych)</translation>
  </message>
  <message>
   <source>Beside '{name}' its table is missing (.dbf): copy all files of it.</source>
   <translation>Obok pliku „{name}” brakuje jego tabeli (.dbf): skopiuj wszystkie jego pliki.</translation>
  </message>
  <message>
   <source>Blank descriptions, notes and attachments of old or chosen reports for good; rehearsed first</source>
   <translation>Trwale czyści opisy, notatki i załączniki dawnych lub wskazanych zgłoszeń; najpierw na próbę</translation>
  </message>
  <message>
   <source>Blanks description, note, free reason, attachments, answers and sheets of hand-overs of the chosen reports, also in their history and in the store's file. That each change was made, by whom and when, stays. It cannot be undone: try it as a rehearsal first, which tells how much would go, by column. Where only findings are erased, each becomes […] and the rest of the text stays. Copies and backups of the store still hold the texts; those beside it are named.</source>
   <translation>Czyści opis, notatkę, własny powód, załączniki oraz odpowiedzi i karty przekazań wybranych zgłoszeń, także w ich historii i w samym pliku bazy. Zostaje to, że każdej zmiany dokonano, kto i kiedy. Tego nie da się cofnąć: najpierw wykonaj próbę, która mówi, ile zniknęłoby z każdej kolumny. Gdy usuwane są tylko znalezione dane, każdą zastępuje […], a reszta tekstu zostaje. Kopie bazy nadal zawierają te teksty; te, które leżą obok, są wymieniane.</translation>
  </message>
  <message>
   <source>Bodies</source>
   <translation>Podmioty</translation>
  </message>
  <message>
   <source>Bodies written to {path}: {count}.</source>
   <translation>Zapisano podmioty w {path}: {count}.</translation>
  </message>
  <message>
   <source>Body</source>
   <translation>Podmiot</translation>
  </message>
  <message>
   <source>Body (name or number of the list)</source>
   <translation>Podmiot (nazwa albo numer z listy)</translation>
  </message>
  <message>
   <source>Boundaries (*.geojson *.json *.gpkg *.shp *.gml *.xml);;All files (*)</source>
   <translation>Granice (*.geojson *.json *.gpkg *.shp *.gml *.xml);;Wszystkie pliki (*)</translation>
  </message>
  <message>
   <source>Bring in columns that were &amp;changed there only</source>
   <translation>Wczytaj też kolumny zmienione &amp;tylko tam</translation>
  </message>
  <message>
   <source>Bring in columns that were changed there only, of reports changed on both sides</source>
   <translation>W zgłoszeniach zmienionych po obu stronach wczytaj kolumny zmienione tylko tam</translation>
  </message>
  <message>
   <source>Bring the whole store into a database of PostgreSQL, back, or into another file</source>
   <translation>Przenieś całą bazę zgłoszeń do PostgreSQL, z powrotem lub do innego pliku</translation>
  </message>
  <message>
   <source>Bring what is published to the public server's database, now and whenever it changes</source>
   <translation>Przenieś to, co opublikowano, do bazy danych serwera publicznego, teraz i po każdej zmianie</translation>
  </message>
  <message>
   <source>Bring what was done in a working copy back; decide what was changed on both sides</source>
   <translation>Przenieś do bazy to, co zrobiono w kopii roboczej; rozstrzygnij, co zmieniono po obu stronach</translation>
  </message>
  <message>
   <source>Brings a whole store to another place: from a GeoPackage into a database of PostgreSQL, back, or into another GeoPackage. Reports, history, hand-overs, attachments, settings and all numbers arrive as they are; every table is counted and compared by its fingerprint. The target must hold no reports. All arrives or nothing, and the source stays as it is: only if you say so it is marked as moved, and opens read-only from then on.</source>
   <translation>Przenosi całą bazę zgłoszeń w inne miejsce: z GeoPackage do bazy PostgreSQL, z powrotem lub do innego GeoPackage. Zgłoszenia, historia, przekazania, załączniki, ustawienia i wszystkie numery pozostają takie same; każda tabela jest przeliczana i porównywana skrótem. Miejsce docelowe nie może zawierać zgłoszeń. Przenosi się wszystko albo nic, a źródło pozostaje bez zmian: tylko na życzenie zostaje oznaczone jako przeniesione i odtąd otwiera się tylko do odczytu.</translation>
  </message>
  <message>
   <source>Brings reports from files into a store: CSV, XLSX, GeoJSON, GeoPackage, Shapefile, or a saved answer of the KMZB data service (JSON). All of all files comes in or nothing; importing the same again changes nothing, and a report that stands in two files counts once. Encoding, columns, coordinate system and dates are seen from each file; what cannot be seen for certain is asked, never guessed: the advanced parameters are the answers. What cannot be taken and conflicts with officers' changes go to the reject file, by default beside the (first) input.</source>
   <translation>Wczytuje do bazy zgłoszenia z plików: CSV, XLSX, GeoJSON, GeoPackage, Shapefile albo z zapisanej odpowiedzi usługi danych KMZB (JSON). Wchodzą wszystkie pliki w całości albo nic; ponowny import tego samego niczego nie zmienia, a zgłoszenie z dwóch plików liczy się raz. Kodowanie, kolumny, układ współrzędnych i daty są rozpoznawane w każdym pliku; to, czego nie da się ustalić na pewno, jest przedmiotem pytania, nigdy zgadywania: odpowiedzi podaje się w parametrach zaawansowanych. Wiersze nieprzyjęte i konflikty ze zmianami koordynatorów trafiają do pliku odrzuconych, domyślnie obok (pierwszego) pliku.</translation>
  </message>
  <message>
   <source>Brings the bodies that reports are handed over to in from a CSV as 'Export bodies' writes it. Bodies of a known name are changed, new ones added, none is removed. All lines or none.</source>
   <translation>Wczytuje podmioty, którym przekazuje się zgłoszenia, z CSV takiego, jaki zapisuje „Zapisz podmioty”. Podmioty o znanej nazwie są zmieniane, nowe dodawane, żaden nie jest usuwany. Wszystkie wiersze albo żaden.</translation>
  </message>
  <message>
   <source>Brings voivodeships, counties, municipalities or areas of police commands and stations into a store: from the state register of boundaries (PRG) at the national geoportal, or from a file (GeoJSON, GeoPackage, Shapefile, GML). The order of coordinates is checked by known places, invalid areas are mended, gaps and overlaps are told. Units that a complete source no longer has stay and end today. The same source again changes nothing; a source that fails or is not whole changes nothing either.</source>
   <translation>Wczytuje do bazy województwa, powiaty, gminy albo obszary komend i komisariatów Policji: z państwowego rejestru granic (PRG) w geoportalu krajowym albo z pliku (GeoJSON, GeoPackage, Shapefile, GML). Kolejność współrzędnych jest sprawdzana na znanych miejscach, błędne obszary są naprawiane, a luki i nakładanie się wymieniane. Jednostki, których nie ma już w pełnym źródle, zostają i kończą się z dniem dzisiejszym. To samo źródło drugi raz niczego nie zmienia; źródło niedostępne lub niepełne też niczego nie zmienia.</translation>
  </message>
  <message>
   <source>Brings what a publication folder serves to the public server's database in one transaction; QGIS Server there serves it at once. The folder remembers its zone: from then on publishing, rolling back, withdrawing and describing push as their last step.</source>
   <translation>Przenosi to, co udostępnia folder publikacji, do bazy serwera publicznego w jednej transakcji; tamtejszy QGIS Server udostępnia to od razu. Folder zapamiętuje swoją strefę: odtąd publikowanie, przywracanie, wycofywanie i opisywanie kończą się wysłaniem.</translation>
  </message>
  <message>
   <source>Brings what citizens sent to the public server into the store, from the inner database that subscribes to it: as new reports of plane 3, each reference once, also where a run was cut off in the middle. Every field is checked again; what is refused stays in the inner database with its reason (kmzb_intake.collected). Units are assigned by place. For a timer; in a database the log-in has the role kmzb_intake.</source>
   <translation>Wprowadza do bazy zgłoszeń to, co obywatele wysłali na serwer publiczny, z bazy wewnętrznej, która to odbiera: jako nowe zgłoszenia płaszczyzny 3, każdy numer raz, także gdy przebieg został przerwany w połowie. Każde pole jest sprawdzane jeszcze raz; to, co odrzucone, zostaje w bazie wewnętrznej z powodem (kmzb_intake.collected). Jednostki przypisują się według miejsca. Do uruchamiania zegarem; w bazie PostgreSQL login ma rolę kmzb_intake.</translation>
  </message>
  <message>
   <source>Brings what was done in a working copy into the store it was taken out of: each change through the store's rules, under the name of the officer who made it. What was changed on both sides, and what a rule refuses, is listed and stays as it is in the store until somebody decides: write 'take theirs', 'keep here' or, for texts, 'both' into the list's first column and run this again with the list as decisions. All comes in or nothing; a check-in that is repeated changes nothing.</source>
   <translation>Przenosi to, co zrobiono w kopii roboczej, do bazy, z której ją pobrano: każdą zmianę według reguł bazy i pod nazwiskiem osoby, która jej dokonała. To, co zmieniono po obu stronach, i to, na co reguła nie pozwala, trafia na listę i pozostaje w bazie bez zmian, dopóki ktoś nie rozstrzygnie: w pierwszej kolumnie listy wpisz „weź tamte”, „zostaw tutejsze” lub, przy tekstach, „oba” i uruchom zadanie ponownie, podając listę jako decyzje. Wczytane zostaje wszystko albo nic; powtórne wczytanie niczego nie zmienia.</translation>
  </message>
  <message>
   <source>By</source>
   <translation>Kto</translation>
  </message>
  <message>
   <source>Bytes</source>
   <translation>Bajty</translation>
  </message>
  <message>
   <source>Bytes that the public server holds back</source>
   <translation>Bajty, które serwer publiczny jeszcze trzyma</translation>
  </message>
  <message>
   <source>C&amp;heck the store…</source>
   <translation>Spra&amp;wdź bazę zgłoszeń…</translation>
  </message>
  <message>
   <source>C&amp;hoose…</source>
   <translation>&amp;Wybierz…</translation>
  </message>
  <message>
   <source>C&amp;olumns</source>
   <translation>&amp;Kolumny</translation>
  </message>
  <message>
   <source>CSV (*.csv)</source>
   <translation>CSV (*.csv)</translation>
  </message>
  <message>
   <source>CSV (*.csv);;Saved answer (*.json)</source>
   <translation>CSV (*.csv);;Zapisana odpowiedź (*.json)</translation>
  </message>
  <message>
   <source>CSV, XLSX, GeoJSON, GeoPackage, Shapefile, JSON. Files can be dropped here.</source>
   <translation>CSV, XLSX, GeoJSON, GeoPackage, Shapefile, JSON. Pliki można tu przeciągnąć.</translation>
  </message>
  <message>
   <source>Came in:</source>
   <translation>Wczytano:</translation>
  </message>
  <message>
   <source>Can be mended and imported again. Empty: beside the input (from the service: beside the store).</source>
   <translation>Można go poprawić i zaimportować ponownie. Puste: obok pliku wejściowego (przy imporcie z usługi: obok bazy).</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Anuluj</translation>
  </message>
  <message>
   <source>Cancel the hand-over</source>
   <translation>Anulowanie przekazania</translation>
  </message>
  <message>
   <source>Cancel the save</source>
   <translation>Anuluj zapis</translation>
  </message>
  <message>
   <source>Cancelled hand-over</source>
   <translation>Anulowane</translation>
  </message>
  <message>
   <source>Cancelled on</source>
   <translation>Anulowano dnia</translation>
  </message>
  <message>
   <source>Cancelled. Nothing was changed.</source>
   <translation>Anulowano. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>Cancelled. What was taken stays taken; the rest waits for the next run.</source>
   <translation>Anulowano. To, co przyjęto, zostaje przyjęte; reszta czeka na następny przebieg.</translation>
  </message>
  <message>
   <source>Cancelling a hand-over needs a reason.</source>
   <translation>Anulowanie przekazania wymaga podania powodu.</translation>
  </message>
  <message>
   <source>Capabilities</source>
   <translation>Dokumenty GetCapabilities</translation>
  </message>
  <message>
   <source>Capabilities and columns…</source>
   <translation>Dokumenty GetCapabilities i kolumny…</translation>
  </message>
  <message>
   <source>Catalogue search</source>
   <translation>Szukanie w katalogu usług</translation>
  </message>
  <message>
   <source>Catalogue service</source>
   <translation>Usługa wyszukiwania</translation>
  </message>
  <message>
   <source>Categories (none: all)</source>
   <translation>Kategorie (brak wyboru: wszystkie)</translation>
  </message>
  <message>
   <source>Category</source>
   <translation>Kategoria</translation>
  </message>
  <message>
   <source>Category before</source>
   <translation>Kategoria przedtem</translation>
  </message>
  <message>
   <source>Category since then</source>
   <translation>Kategoria odtąd</translation>
  </message>
  <message>
   <source>Change</source>
   <translation>Zmiana</translation>
  </message>
  <message>
   <source>Change the status of reports</source>
   <translation>Zmień status zgłoszeń</translation>
  </message>
  <message>
   <source>Changed</source>
   <translation>Zmienione</translation>
  </message>
  <message>
   <source>Changed bodies</source>
   <translation>Zmienione podmioty</translation>
  </message>
  <message>
   <source>Changed here</source>
   <translation>Zmieniono w bazie</translation>
  </message>
  <message>
   <source>Changed here by</source>
   <translation>Tutaj zmienił(a)</translation>
  </message>
  <message>
   <source>Changed on both sides.</source>
   <translation>Zmienione po obu stronach.</translation>
  </message>
  <message>
   <source>Changed reports</source>
   <translation>Zmienione zgłoszenia</translation>
  </message>
  <message>
   <source>Changed since (ISO 8601, Warsaw time; empty: all)</source>
   <translation>Zmienione od (ISO 8601, czas polski; puste: wszystkie)</translation>
  </message>
  <message>
   <source>Changed there</source>
   <translation>Zmieniono w serwisie</translation>
  </message>
  <message>
   <source>Changed there by</source>
   <translation>Tam zmienił(a)</translation>
  </message>
  <message>
   <source>Changed there only, but the report was changed here too.</source>
   <translation>Zmienione tylko tam, ale zgłoszenie zmieniono też tutaj.</translation>
  </message>
  <message>
   <source>Check &amp;in</source>
   <translation>&amp;Wczytaj</translation>
  </message>
  <message>
   <source>Check a publication</source>
   <translation>Sprawdź publikację</translation>
  </message>
  <message>
   <source>Check a store</source>
   <translation>Sprawdź bazę zgłoszeń</translation>
  </message>
  <message>
   <source>Check a working copy &amp;in…</source>
   <translation>Wczytaj kopię &amp;roboczą…</translation>
  </message>
  <message>
   <source>Check a working copy in</source>
   <translation>Wczytaj kopię roboczą</translation>
  </message>
  <message>
   <source>Check attachments</source>
   <translation>Sprawdź załączniki</translation>
  </message>
  <message>
   <source>Check report</source>
   <translation>Raport ze sprawdzenia</translation>
  </message>
  <message>
   <source>Checking in…</source>
   <translation>Wczytywanie zmian…</translation>
  </message>
  <message>
   <source>Choose a database: a service of this computer, or a PostgreSQL connection of QGIS</source>
   <translation>Wybierz bazę danych: usługę tego komputera albo połączenie PostgreSQL w QGIS</translation>
  </message>
  <message>
   <source>Choose a hand-over in the list.</source>
   <translation>Wybierz przekazanie z listy.</translation>
  </message>
  <message>
   <source>Choose a store.</source>
   <translation>Wskaż bazę zgłoszeń.</translation>
  </message>
  <message>
   <source>Choose a version</source>
   <translation>Wybierz wersję</translation>
  </message>
  <message>
   <source>Choose at least one file.</source>
   <translation>Wybierz co najmniej jeden plik.</translation>
  </message>
  <message>
   <source>Choose at least one report.</source>
   <translation>Proszę wybrać co najmniej jedno zgłoszenie.</translation>
  </message>
  <message>
   <source>Choose at most {most} layers at once.</source>
   <translation>Wybierz najwyżej {most} warstw naraz.</translation>
  </message>
  <message>
   <source>Choose one file or more to import.</source>
   <translation>Wybierz co najmniej jeden plik do zaimportowania.</translation>
  </message>
  <message>
   <source>Choose the public reason from the list: type a part of its words, then press Enter.</source>
   <translation>Proszę wybrać z listy powód publiczny: wpisać część jego słów i nacisnąć Enter.</translation>
  </message>
  <message>
   <source>Choose the working copy first.</source>
   <translation>Najpierw wskaż kopię roboczą.</translation>
  </message>
  <message>
   <source>Choose what the body answered.</source>
   <translation>Wybierz, co odpowiedział podmiot.</translation>
  </message>
  <message>
   <source>Choosing the public reports…</source>
   <translation>Wybieranie zgłoszeń publicznych…</translation>
  </message>
  <message>
   <source>Choosing the reports…</source>
   <translation>Wybieranie zgłoszeń…</translation>
  </message>
  <message>
   <source>Citizens' reports taken: {taken}, refused: {refused}.</source>
   <translation>Przyjęte zgłoszenia obywateli: {taken}, odrzucone: {refused}.</translation>
  </message>
  <message>
   <source>Click on the map where a report of a talk, a debate or a letter lies: its form opens</source>
   <translation>Kliknij na mapie miejsce zgłoszenia z rozmowy, debaty lub listu: otworzy się jego formularz</translation>
  </message>
  <message>
   <source>Click on the map: nearest address, parcel, units and police of that place</source>
   <translation>Kliknij na mapie: najbliższy adres, działka, jednostki i Policja w tym miejscu</translation>
  </message>
  <message>
   <source>Click the corners on the map; the right button or Enter ends, Escape gives up.</source>
   <translation>Klikaj narożniki na mapie; prawy przycisk lub Enter kończy, Escape przerywa.</translation>
  </message>
  <message>
   <source>Close the open forms and attribute tables of the reports first; then renew the form.</source>
   <translation>Najpierw zamknij otwarte formularze i tabele atrybutów zgłoszeń; potem odnów formularz.</translation>
  </message>
  <message>
   <source>Close the report as 'Potwierdzone (wyeliminowane)'</source>
   <translation>Zamknij zgłoszenie jako „Potwierdzone (wyeliminowane)”</translation>
  </message>
  <message>
   <source>Closes the report</source>
   <translation>Zamyka zgłoszenie</translation>
  </message>
  <message>
   <source>Closing a report needs a public reason of its status.</source>
   <translation>Zamknięcie zgłoszenia wymaga podania publicznego powodu właściwego dla statusu.</translation>
  </message>
  <message>
   <source>Co&amp;mpare</source>
   <translation>&amp;Porównaj</translation>
  </message>
  <message>
   <source>Codes</source>
   <translation>Kody</translation>
  </message>
  <message>
   <source>Collect from the public zone's intake</source>
   <translation>Odbieraj zgłoszenia ze strefy publicznej</translation>
  </message>
  <message>
   <source>Collect nothing more: end the subscription</source>
   <translation>Nie odbieraj już niczego: zakończ subskrypcję</translation>
  </message>
  <message>
   <source>Column</source>
   <translation>Kolumna</translation>
  </message>
  <message>
   <source>Column of the file</source>
   <translation>Kolumna w pliku</translation>
  </message>
  <message>
   <source>Columns</source>
   <translation>Kolumny</translation>
  </message>
  <message>
   <source>Columns of the mapping that the file does not have: {names}.</source>
   <translation>Kolumny z przypisania, których nie ma w pliku: {names}.</translation>
  </message>
  <message>
   <source>Columns that the plugin does not know were left aside: {names}.</source>
   <translation>Pominięto kolumny nieznane wtyczce: {names}.</translation>
  </message>
  <message>
   <source>Columns were taken by their meaning: {pairs}.</source>
   <translation>Kolumny przypisano według znaczenia: {pairs}.</translation>
  </message>
  <message>
   <source>Compares a store with what its version of the plugin made: tables and columns, indexes, rules, of a database also functions, policies and rights, and the rows of the lists. Each difference is told in a line, and where there is one the job ends as an error, so that a timer notices. Nothing is changed. Who may write a store's file, or owns its database, can also change what this compares with.</source>
   <translation>Porównuje bazę z tym, co utworzyła jej wersja wtyczki: tabele i kolumny, indeksy, reguły, w bazie danych także funkcje, polityki i uprawnienia, oraz wiersze słowników. Każdą różnicę podaje w jednym wierszu, a gdy jakaś jest, zadanie kończy się błędem, żeby zauważył to harmonogram. Niczego nie zmienia. Kto może pisać do pliku bazy albo jest właścicielem bazy danych, może zmienić także to, z czym się porównuje.</translation>
  </message>
  <message>
   <source>Comparing with what the service last said…</source>
   <translation>Porównywanie z tym, co ostatnio podał serwis…</translation>
  </message>
  <message>
   <source>Comparing…</source>
   <translation>Porównywanie…</translation>
  </message>
  <message>
   <source>Conditions of use</source>
   <translation>Warunki korzystania</translation>
  </message>
  <message>
   <source>Confirm</source>
   <translation>Potwierdź</translation>
  </message>
  <message>
   <source>Conflicts</source>
   <translation>Konflikty</translation>
  </message>
  <message>
   <source>Contact: e-mail</source>
   <translation>Kontakt: e-mail</translation>
  </message>
  <message>
   <source>Contact: organization</source>
   <translation>Kontakt: instytucja</translation>
  </message>
  <message>
   <source>Contact: person or post</source>
   <translation>Kontakt: osoba lub stanowisko</translation>
  </message>
  <message>
   <source>Contact: phone</source>
   <translation>Kontakt: telefon</translation>
  </message>
  <message>
   <source>Contact: web address</source>
   <translation>Kontakt: adres WWW</translation>
  </message>
  <message>
   <source>Coordinate system</source>
   <translation>Układ współrzędnych</translation>
  </message>
  <message>
   <source>Coordinate system (empty: as the source says)</source>
   <translation>Układ współrzędnych (puste: według źródła)</translation>
  </message>
  <message>
   <source>Coordinate system (empty: decide by the file)</source>
   <translation>Układ współrzędnych (puste: ustal na podstawie pliku)</translation>
  </message>
  <message>
   <source>Coordinates</source>
   <translation>Współrzędne</translation>
  </message>
  <message>
   <source>Copies and backups kept elsewhere are not known here.</source>
   <translation>O kopiach przechowywanych gdzie indziej nic tu nie wiadomo.</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>Kopia</translation>
  </message>
  <message>
   <source>Copy a store</source>
   <translation>Kopiuj bazę zgłoszeń</translation>
  </message>
  <message>
   <source>Copy to hand out</source>
   <translation>Kopia do przekazania</translation>
  </message>
  <message>
   <source>Copy to hand out…</source>
   <translation>Kopia do przekazania…</translation>
  </message>
  <message>
   <source>Copying numbers of reports</source>
   <translation>Kopiowanie numerów zgłoszeń</translation>
  </message>
  <message>
   <source>Counties (A02)</source>
   <translation>Powiaty (A02)</translation>
  </message>
  <message>
   <source>Counting by unit and by grid cell…</source>
   <translation>Zliczanie według jednostek i oczek siatki…</translation>
  </message>
  <message>
   <source>Counts</source>
   <translation>Liczby</translation>
  </message>
  <message>
   <source>Counts, values and validity…</source>
   <translation>Liczby, wartości i ważność…</translation>
  </message>
  <message>
   <source>County</source>
   <translation>Powiat</translation>
  </message>
  <message>
   <source>County or city police</source>
   <translation>Komenda powiatowa lub miejska</translation>
  </message>
  <message>
   <source>County {name}</source>
   <translation>Powiat {name}</translation>
  </message>
  <message>
   <source>Create a store</source>
   <translation>Utwórz bazę zgłoszeń</translation>
  </message>
  <message>
   <source>D&amp;iscard</source>
   <translation>&amp;Odrzuć</translation>
  </message>
  <message>
   <source>Data set</source>
   <translation>Zbiór danych</translation>
  </message>
  <message>
   <source>Data sets and series</source>
   <translation>Zbiory i serie zbiorów danych</translation>
  </message>
  <message>
   <source>Data to load (WFS)</source>
   <translation>Dane do pobrania (WFS)</translation>
  </message>
  <message>
   <source>Databases</source>
   <translation>Bazy danych</translation>
  </message>
  <message>
   <source>Day first, e.g. 28.09.2024 10:15 (Warsaw time)</source>
   <translation>Najpierw dzień, np. 28.09.2024 10:15 (czas polski)</translation>
  </message>
  <message>
   <source>Day of the answer</source>
   <translation>Dzień odpowiedzi</translation>
  </message>
  <message>
   <source>Day of the hand-over</source>
   <translation>Dzień przekazania</translation>
  </message>
  <message>
   <source>Day of the hand-over (empty: today)</source>
   <translation>Dzień przekazania (puste: dziś)</translation>
  </message>
  <message>
   <source>Days</source>
   <translation>Dni</translation>
  </message>
  <message>
   <source>Days a&amp;part:</source>
   <translation>Od&amp;stęp w dniach:</translation>
  </message>
  <message>
   <source>Days apart</source>
   <translation>Odstęp w dniach</translation>
  </message>
  <message>
   <source>Days of the week</source>
   <translation>Dni tygodnia</translation>
  </message>
  <message>
   <source>Days since the report</source>
   <translation>Dni od zgłoszenia</translation>
  </message>
  <message>
   <source>Days to answer</source>
   <translation>Dni na odpowiedź</translation>
  </message>
  <message>
   <source>Days waiting</source>
   <translation>Czeka dni</translation>
  </message>
  <message>
   <source>Decide by the file</source>
   <translation>Ustal na podstawie pliku</translation>
  </message>
  <message>
   <source>Decision</source>
   <translation>Decyzja</translation>
  </message>
  <message>
   <source>Decision undone</source>
   <translation>Cofnięto decyzję</translation>
  </message>
  <message>
   <source>Decisions</source>
   <translation>Decyzje</translation>
  </message>
  <message>
   <source>Decisions (the list of an earlier check-in)</source>
   <translation>Decyzje (lista z wcześniejszego wczytania)</translation>
  </message>
  <message>
   <source>Delete</source>
   <translation>Usuń</translation>
  </message>
  <message>
   <source>Delete '{name}' from the list?</source>
   <translation>Usunąć „{name}” z listy?</translation>
  </message>
  <message>
   <source>Deleted: {name}.</source>
   <translation>Usunięto: {name}.</translation>
  </message>
  <message>
   <source>Describe a publication (metadata)</source>
   <translation>Opisz publikację (metadane)</translation>
  </message>
  <message>
   <source>Description</source>
   <translation>Opis</translation>
  </message>
  <message>
   <source>Description or number (Ctrl+F)</source>
   <translation>Opis lub numer (Ctrl+F)</translation>
  </message>
  <message>
   <source>Details</source>
   <translation>Szczegóły</translation>
  </message>
  <message>
   <source>Di&amp;fferences from the service…</source>
   <translation>Różnic&amp;e z serwisem…</translation>
  </message>
  <message>
   <source>Differences</source>
   <translation>Różnice</translation>
  </message>
  <message>
   <source>Differences from the KMZB service</source>
   <translation>Różnice z serwisem KMZB</translation>
  </message>
  <message>
   <source>Differences from the service</source>
   <translation>Różnice z serwisem</translation>
  </message>
  <message>
   <source>Differences from the service: {store}</source>
   <translation>Różnice z serwisem: {store}</translation>
  </message>
  <message>
   <source>Discarded.</source>
   <translation>Odrzucono.</translation>
  </message>
  <message>
   <source>Distance</source>
   <translation>Odległość</translation>
  </message>
  <message>
   <source>Distance in metres</source>
   <translation>Odległość w metrach</translation>
  </message>
  <message>
   <source>District police</source>
   <translation>Komenda rejonowa</translation>
  </message>
  <message>
   <source>Documentation: &lt;a href=&quot;{url}&quot;&gt;{url}&lt;/a&gt;</source>
   <translation>Dokumentacja: &lt;a href=&quot;{url}&quot;&gt;{url}&lt;/a&gt;</translation>
  </message>
  <message>
   <source>Done</source>
   <translation>Wpisano</translation>
  </message>
  <message>
   <source>Download service</source>
   <translation>Usługa pobierania</translation>
  </message>
  <message>
   <source>Drag a rectangle on the map; Escape gives up.</source>
   <translation>Przeciągnij prostokąt na mapie; Escape przerywa.</translation>
  </message>
  <message>
   <source>Draw a &amp;polygon</source>
   <translation>Narysuj &amp;wielokąt</translation>
  </message>
  <message>
   <source>Draw a &amp;rectangle</source>
   <translation>Narysuj &amp;prostokąt</translation>
  </message>
  <message>
   <source>Duplicates: da&amp;ys apart:</source>
   <translation>Powtórzenia, odst&amp;ęp w dniach:</translation>
  </message>
  <message>
   <source>E {easting}, N {northing}</source>
   <translation>E {easting}, N {northing}</translation>
  </message>
  <message>
   <source>E-mail</source>
   <translation>E-mail</translation>
  </message>
  <message>
   <source>Each value by its form</source>
   <translation>Każda wartość według swojej postaci</translation>
  </message>
  <message>
   <source>Easting</source>
   <translation>Współrzędna wschodnia</translation>
  </message>
  <message>
   <source>Edits of the reports wait in the layer and are not in the store: save them before the job runs.</source>
   <translation>W warstwie czekają niezapisane zmiany zgłoszeń, których nie ma jeszcze w bazie: zapisz je, zanim uruchomisz zadanie.</translation>
  </message>
  <message>
   <source>Edits of the reports wait in the layer: save them first, then compare.</source>
   <translation>Warstwa zgłoszeń ma niezapisane zmiany: najpierw je zapisz, potem porównaj.</translation>
  </message>
  <message>
   <source>Eliminated</source>
   <translation>Wyeliminowane</translation>
  </message>
  <message>
   <source>Else a report that was changed on both sides waits as a whole.</source>
   <translation>W przeciwnym razie zgłoszenie zmienione po obu stronach czeka w całości.</translation>
  </message>
  <message>
   <source>Else such a report waits as a whole. Status, reason and body count as one column.</source>
   <translation>W przeciwnym razie takie zgłoszenie czeka w całości. Status, powód i podmiot liczą się jako jedna kolumna.</translation>
  </message>
  <message>
   <source>Empty: the PRG service of the catalogue of services, which your own catalogue may change.</source>
   <translation>Puste: usługa PRG z katalogu usług, którą może zmienić własny katalog.</translation>
  </message>
  <message>
   <source>Encoding of a text file (empty: decide by the file)</source>
   <translation>Kodowanie pliku tekstowego (puste: ustal na podstawie pliku)</translation>
  </message>
  <message>
   <source>Ended</source>
   <translation>Zakończone</translation>
  </message>
  <message>
   <source>Ends today</source>
   <translation>Kończy się dziś</translation>
  </message>
  <message>
   <source>Ends within 3 days, today included</source>
   <translation>Kończy się w ciągu 3 dni, licząc dziś</translation>
  </message>
  <message>
   <source>Enter links to the chosen report, a digit to the one of that number. Linking closes nothing by itself.</source>
   <translation>Enter wiąże z wybranym zgłoszeniem, cyfra z tym o jej numerze. Powiązanie samo niczego nie zamyka.</translation>
  </message>
  <message>
   <source>Entered here, never given by the service: to be entered there</source>
   <translation>Wprowadzone tutaj, nigdy nie podane przez serwis: do wpisania w serwisie</translation>
  </message>
  <message>
   <source>Erase texts of reports</source>
   <translation>Usuń teksty zgłoszeń</translation>
  </message>
  <message>
   <source>Event</source>
   <translation>Zdarzenie</translation>
  </message>
  <message>
   <source>Every attachment is there as it was attached, and no file is left over.</source>
   <translation>Każdy załącznik jest taki, jaki został dołączony, i żaden plik nie jest zbędny.</translation>
  </message>
  <message>
   <source>Everybody can read it. A text that may hold personal data is refused.</source>
   <translation>Każdy może go przeczytać. Tekst, który może zawierać dane osobowe, jest odrzucany.</translation>
  </message>
  <message>
   <source>Everything</source>
   <translation>Wszystko</translation>
  </message>
  <message>
   <source>Export bodies (CSV)</source>
   <translation>Zapisz podmioty (CSV)</translation>
  </message>
  <message>
   <source>Extent (empty: all of Poland)</source>
   <translation>Zasięg (puste: cała Polska)</translation>
  </message>
  <message>
   <source>FILTER by POST</source>
   <translation>FILTER metodą POST</translation>
  </message>
  <message>
   <source>Failed</source>
   <translation>Sprawdzenia niepomyślne</translation>
  </message>
  <message>
   <source>Failures of the replication so far</source>
   <translation>Dotychczasowe błędy replikacji</translation>
  </message>
  <message>
   <source>File</source>
   <translation>Plik</translation>
  </message>
  <message>
   <source>File, or address of a WFS (empty: the geoportal's)</source>
   <translation>Plik albo adres usługi WFS (puste: usługa geoportalu)</translation>
  </message>
  <message>
   <source>Files</source>
   <translation>Pliki</translation>
  </message>
  <message>
   <source>Files beside the store that still hold texts</source>
   <translation>Pliki obok bazy, które nadal zawierają teksty</translation>
  </message>
  <message>
   <source>Files can be attached to a report of a store only.</source>
   <translation>Pliki można dołączyć tylko do zgłoszenia z bazy zgłoszeń.</translation>
  </message>
  <message>
   <source>Files to import</source>
   <translation>Pliki do zaimportowania</translation>
  </message>
  <message>
   <source>Find duplicates</source>
   <translation>Znajdź powtórzenia</translation>
  </message>
  <message>
   <source>Finding</source>
   <translation>Ustalenie</translation>
  </message>
  <message>
   <source>First easting (longitude), then northing (latitude)</source>
   <translation>Najpierw współrzędna wschodnia (długość), potem północna (szerokość)</translation>
  </message>
  <message>
   <source>First northing (latitude), then easting (longitude)</source>
   <translation>Najpierw współrzędna północna (szerokość), potem wschodnia (długość)</translation>
  </message>
  <message>
   <source>First value</source>
   <translation>Pierwsza wartość</translation>
  </message>
  <message>
   <source>Folder</source>
   <translation>Folder</translation>
  </message>
  <message>
   <source>Folder of &amp;attachments…</source>
   <translation>Folder &amp;załączników…</translation>
  </message>
  <message>
   <source>Folder of attachments</source>
   <translation>Folder załączników</translation>
  </message>
  <message>
   <source>Folder of the database's attachments</source>
   <translation>Folder załączników bazy danych</translation>
  </message>
  <message>
   <source>Folder of the sheets</source>
   <translation>Folder kart</translation>
  </message>
  <message>
   <source>For example UTF-8 or CP1250 (Windows). Wrong Polish letters are a sign of a wrong encoding.</source>
   <translation>Na przykład UTF-8 lub CP1250 (Windows). Błędne polskie litery oznaczają złe kodowanie.</translation>
  </message>
  <message>
   <source>For the data service and the basemaps.</source>
   <translation>Dotyczy usługi danych i podkładów.</translation>
  </message>
  <message>
   <source>For the selected report: which report may it repeat? Shows them on the map and links to one</source>
   <translation>Dla zaznaczonego zgłoszenia: które inne może powtarzać? Pokazuje je na mapie i wiąże z jednym</translation>
  </message>
  <message>
   <source>For the unit's own file. What leaves the unit should say no more than is needed.</source>
   <translation>Do akt jednostki. Co wychodzi z jednostki, powinno mówić tylko tyle, ile trzeba.</translation>
  </message>
  <message>
   <source>For use within the unit only.</source>
   <translation>Tylko do użytku wewnętrznego jednostki.</translation>
  </message>
  <message>
   <source>Form and styles of the store {name} are renewed.</source>
   <translation>Odnowiono formularz i style bazy zgłoszeń {name}.</translation>
  </message>
  <message>
   <source>Form and styles of the store {name} are renewed. Kept, and no longer the default: {styles}.</source>
   <translation>Odnowiono formularz i style bazy zgłoszeń {name}. Zachowano, ale już nie jako domyślne: {styles}.</translation>
  </message>
  <message>
   <source>Form for the register (EZiUDP)</source>
   <translation>Formularz do ewidencji (EZiUDP)</translation>
  </message>
  <message>
   <source>Form for the register: {path}</source>
   <translation>Formularz do ewidencji: {path}</translation>
  </message>
  <message>
   <source>Form of the dates</source>
   <translation>Postać dat</translation>
  </message>
  <message>
   <source>Found wrong</source>
   <translation>Nieprawidłowości</translation>
  </message>
  <message>
   <source>Free software under the GNU General Public License, version 2 or later.</source>
   <translation>Wolne oprogramowanie na licencji GNU General Public License w wersji 2 lub nowszej.</translation>
  </message>
  <message>
   <source>GDAL</source>
   <translation>GDAL</translation>
  </message>
  <message>
   <source>GDAL as a second client…</source>
   <translation>GDAL jako drugi klient…</translation>
  </message>
  <message>
   <source>Gaps</source>
   <translation>Luki</translation>
  </message>
  <message>
   <source>Gaps and overlaps could not be looked for: {reason}.</source>
   <translation>Nie udało się sprawdzić luk i nakładania się: {reason}.</translation>
  </message>
  <message numerus="yes">
   <source>Gaps: %n place(s), {area} km² together.</source>
   <translation>
    <numerusform>Luki: %n miejsce, razem {area} km².</numerusform>
    <numerusform>Luki: %n miejsca, razem {area} km².</numerusform>
    <numerusform>Luki: %n miejsc, razem {area} km².</numerusform>
   </translation>
  </message>
  <message>
   <source>GeoPackage (*.gpkg)</source>
   <translation>GeoPackage (*.gpkg)</translation>
  </message>
  <message>
   <source>Give the address of the KMZB data service, or set it in the plugin's settings.</source>
   <translation>Podaj adres usługi danych KMZB albo wpisz go w ustawieniach wtyczki.</translation>
  </message>
  <message>
   <source>Give the folder's whole path, as every desk reaches it: '{path}' is none.</source>
   <translation>Podaj pełną ścieżkę folderu, pod którą widzi go każde stanowisko: „{path}” nią nie jest.</translation>
  </message>
  <message>
   <source>Give the report's number, as the map shows it, or its public id.</source>
   <translation>Podaj numer zgłoszenia z mapy albo jego publiczny identyfikator.</translation>
  </message>
  <message>
   <source>Gives each report the municipality (TERYT code) and the most local police jurisdiction that its place lies in, of the units valid on the report's day. New and moved reports get theirs by themselves; this is for all of them, after units were loaded. What officers set by hand stays. Reports in no unit, and those whose source names another municipality, are listed with both codes. No status, date or visibility changes, and the old values stay in the history.</source>
   <translation>Przypisuje każdemu zgłoszeniu gminę (kod TERYT) i najbardziej lokalną jednostkę Policji, w których obszarze leży jego miejsce, spośród jednostek obowiązujących w dniu zgłoszenia. Zgłoszenia nowe i przesunięte są przypisywane same; ten algorytm służy do przypisania wszystkich po wczytaniu jednostek. To, co koordynatorzy ustawili ręcznie, zostaje. Zgłoszenia poza jednostkami oraz te, których źródło podaje inną gminę, trafiają na listę z oboma kodami. Nie zmieniają się status, daty ani widoczność, a dawne wartości zostają w historii.</translation>
  </message>
  <message>
   <source>Gives many reports one status with one public reason: all of them, or none where one of them may not take that step, was changed meanwhile or breaks another rule. The reports are those of a layer (or what is selected there), of a list of numbers, or both. Each change is recorded in the report's history like any other, under your account.</source>
   <translation>Nadaje wielu zgłoszeniom jeden status z jednym powodem publicznym: wszystkim albo żadnemu, jeśli jedno z nich nie może przejść do tego statusu, zostało w międzyczasie zmienione lub łamie inną regułę. Zgłoszenia pochodzą z warstwy (lub z tego, co w niej zaznaczono), z listy numerów albo z obu. Każda zmiana trafia do historii zgłoszenia jak każda inna, pod kontem osoby pracującej.</translation>
  </message>
  <message>
   <source>Go back to an earlier publication</source>
   <translation>Wróć do wcześniejszej publikacji</translation>
  </message>
  <message>
   <source>Go on after taking up</source>
   <translation>Po podjęciu dalej</translation>
  </message>
  <message>
   <source>Go on where an import broke off</source>
   <translation>Kontynuuj przerwany import</translation>
  </message>
  <message>
   <source>Go to the report and select it</source>
   <translation>Przejdź do zgłoszenia i zaznacz je</translation>
  </message>
  <message>
   <source>Group</source>
   <translation>Grupa</translation>
  </message>
  <message>
   <source>HTML (*.html)</source>
   <translation>HTML (*.html)</translation>
  </message>
  <message>
   <source>HTML (*.html);;CSV (*.csv)</source>
   <translation>HTML (*.html);;CSV (*.csv)</translation>
  </message>
  <message>
   <source>HTML (*.html);;JSON (*.json)</source>
   <translation>HTML (*.html);;JSON (*.json)</translation>
  </message>
  <message>
   <source>Hand over</source>
   <translation>Przekazanie zgłoszeń</translation>
  </message>
  <message>
   <source>Hand over…</source>
   <translation>Przekaż…</translation>
  </message>
  <message>
   <source>Hand reports over</source>
   <translation>Przekaż zgłoszenia</translation>
  </message>
  <message>
   <source>Hand reports over to other bodies, record their answers; overdue answers first</source>
   <translation>Przekazywanie zgłoszeń innym podmiotom i ich odpowiedzi; najpierw te po terminie</translation>
  </message>
  <message>
   <source>Hand the reports over that are selected on the map</source>
   <translation>Przekaż zgłoszenia zaznaczone na mapie</translation>
  </message>
  <message>
   <source>Hand-over</source>
   <translation>Przekazanie</translation>
  </message>
  <message>
   <source>Hand-over sheet (PDF)</source>
   <translation>Karta przekazania (PDF)</translation>
  </message>
  <message>
   <source>Hand-overs</source>
   <translation>Przekazania</translation>
  </message>
  <message>
   <source>Hand-overs recorded</source>
   <translation>Zapisane przekazania</translation>
  </message>
  <message>
   <source>Handed over on</source>
   <translation>Przekazano</translation>
  </message>
  <message>
   <source>Handed over to</source>
   <translation>Przekazano do</translation>
  </message>
  <message>
   <source>Happened</source>
   <translation>Zdarzenie</translation>
  </message>
  <message>
   <source>Here</source>
   <translation>Tutaj</translation>
  </message>
  <message>
   <source>Hidden data could not be taken out of '{name}'.</source>
   <translation>Nie udało się usunąć ukrytych danych z „{name}”.</translation>
  </message>
  <message>
   <source>History of the report</source>
   <translation>Historia zgłoszenia</translation>
  </message>
  <message>
   <source>How the file was read is kept in {path}.</source>
   <translation>Sposób odczytania pliku zapisano w {path}.</translation>
  </message>
  <message>
   <source>I am the officer of these reports</source>
   <translation>Prowadzę te zgłoszenia</translation>
  </message>
  <message>
   <source>I have read this: record mine nevertheless</source>
   <translation>Przeczytałem(-am) to: mimo to zapisz moje</translation>
  </message>
  <message>
   <source>I&amp;mport</source>
   <translation>&amp;Import</translation>
  </message>
  <message>
   <source>INSPIRE theme, only where the data belong to one</source>
   <translation>Temat INSPIRE, tylko jeśli dane do niego należą</translation>
  </message>
  <message>
   <source>ISO 8601, e.g. 2024-09-28T10:15</source>
   <translation>ISO 8601, np. 2024-09-28T10:15</translation>
  </message>
  <message>
   <source>Identifier of the data set, as the register gave it</source>
   <translation>Identyfikator zbioru danych nadany w ewidencji</translation>
  </message>
  <message>
   <source>Import &amp;files…</source>
   <translation>Importuj &amp;pliki…</translation>
  </message>
  <message>
   <source>Import &amp;units…</source>
   <translation>Importuj &amp;jednostki…</translation>
  </message>
  <message>
   <source>Import bodies (CSV)</source>
   <translation>Wczytaj podmioty (CSV)</translation>
  </message>
  <message>
   <source>Import from the &amp;service…</source>
   <translation>Importuj z &amp;usługi KMZB…</translation>
  </message>
  <message>
   <source>Import reports from files</source>
   <translation>Importuj zgłoszenia z plików</translation>
  </message>
  <message>
   <source>Import reports from the KMZB data service</source>
   <translation>Importuj zgłoszenia z usługi danych KMZB</translation>
  </message>
  <message>
   <source>Import units and police jurisdictions</source>
   <translation>Importuj jednostki i obszary jednostek Policji</translation>
  </message>
  <message>
   <source>Import's fingerprint (internal)</source>
   <translation>Odcisk importu (wewnętrzny)</translation>
  </message>
  <message>
   <source>In no jurisdiction</source>
   <translation>Poza obszarami jednostek Policji</translation>
  </message>
  <message>
   <source>In no municipality</source>
   <translation>Poza gminami</translation>
  </message>
  <message>
   <source>In this project</source>
   <translation>W tym projekcie</translation>
  </message>
  <message>
   <source>In your own words, for everybody to read (may stay empty)</source>
   <translation>Własnymi słowami, publicznie (może pozostać puste)</translation>
  </message>
  <message>
   <source>Inner columns</source>
   <translation>Kolumny wewnętrzne</translation>
  </message>
  <message>
   <source>Inner columns…</source>
   <translation>Kolumny wewnętrzne…</translation>
  </message>
  <message>
   <source>Inner database of the intake (service=NAME or connection=NAME)</source>
   <translation>Baza wewnętrzna ze zgłoszeniami obywateli (service=NAZWA lub connection=NAZWA)</translation>
  </message>
  <message>
   <source>Inner database, as its superuser (service=NAME)</source>
   <translation>Baza wewnętrzna, jako jej superużytkownik (service=NAZWA)</translation>
  </message>
  <message>
   <source>Inner note</source>
   <translation>Notatka wewnętrzna</translation>
  </message>
  <message>
   <source>Inner note, added with the next decision; never public</source>
   <translation>Notatka wewnętrzna, dopisana z decyzją; nigdy publiczna</translation>
  </message>
  <message>
   <source>Into the &amp;store:</source>
   <translation>Do &amp;bazy:</translation>
  </message>
  <message>
   <source>Invalid areas were mended: {list}.</source>
   <translation>Naprawiono błędne obszary: {list}.</translation>
  </message>
  <message numerus="yes">
   <source>It has %n more fault(s).</source>
   <translation>
    <numerusform>Ma jeszcze %n błąd.</numerusform>
    <numerusform>Ma jeszcze %n błędy.</numerusform>
    <numerusform>Ma jeszcze %n błędów.</numerusform>
   </translation>
  </message>
  <message>
   <source>It offers no layer that QGIS can show.</source>
   <translation>Nie udostępnia warstwy, którą QGIS umie pokazać.</translation>
  </message>
  <message>
   <source>It repeats report {number}.</source>
   <translation>Powtarza zgłoszenie {number}.</translation>
  </message>
  <message>
   <source>Its code, TERYT code (2, 4, 6 or 7 digits) or name; a police unit with those below it.</source>
   <translation>Jej kod, kod TERYT (2, 4, 6 lub 7 cyfr) albo nazwa; jednostka Policji razem z podległymi.</translation>
  </message>
  <message>
   <source>JPG, PNG, PDF, 3gp, mov, doc and txt, {size} MB each. Never public. Kept at once, not with the edits.</source>
   <translation>JPG, PNG, PDF, 3gp, mov, doc i txt, do {size} MB każdy. Nigdy nie są publiczne. Zapisywane od razu, bez czekania na zapis edycji.</translation>
  </message>
  <message>
   <source>Joke or mistake</source>
   <translation>Żart lub pomyłka</translation>
  </message>
  <message>
   <source>Jurisdiction before</source>
   <translation>Dotychczasowa jednostka Policji</translation>
  </message>
  <message>
   <source>Jurisdiction of the place</source>
   <translation>Jednostka Policji miejsca</translation>
  </message>
  <message>
   <source>KMZB</source>
   <translation>KMZB</translation>
  </message>
  <message>
   <source>KMZB data &amp;service:</source>
   <translation>&amp;Usługa danych KMZB:</translation>
  </message>
  <message>
   <source>KMZB for QGIS {version}</source>
   <translation>KMZB dla QGIS {version}</translation>
  </message>
  <message>
   <source>KMZB map, A4 landscape</source>
   <translation>Mapa KMZB, A4 poziomo</translation>
  </message>
  <message>
   <source>KMZB map, A4 portrait</source>
   <translation>Mapa KMZB, A4 pionowo</translation>
  </message>
  <message>
   <source>KMZB verification</source>
   <translation>Weryfikacja KMZB</translation>
  </message>
  <message>
   <source>KMZB work queue</source>
   <translation>KMZB: kolejka zgłoszeń</translation>
  </message>
  <message>
   <source>KMZB: addresses (geoportal)</source>
   <translation>KMZB: adresy (geoportal)</translation>
  </message>
  <message>
   <source>KMZB: attachments of a report</source>
   <translation>KMZB: załączniki zgłoszenia</translation>
  </message>
  <message>
   <source>KMZB: check of the publication</source>
   <translation>KMZB: sprawdzenie publikacji</translation>
  </message>
  <message>
   <source>KMZB: check of units</source>
   <translation>KMZB: kontrola jednostek</translation>
  </message>
  <message>
   <source>KMZB: history of a report</source>
   <translation>KMZB: historia zgłoszenia</translation>
  </message>
  <message>
   <source>KMZB: parcels and units (geoportal)</source>
   <translation>KMZB: działki i jednostki (geoportal)</translation>
  </message>
  <message>
   <source>KMZB: reports of the map of safety threats</source>
   <translation>KMZB: zgłoszenia z mapy zagrożeń bezpieczeństwa</translation>
  </message>
  <message>
   <source>KMZB: reports of the open store</source>
   <translation>KMZB: zgłoszenia z otwartej bazy</translation>
  </message>
  <message>
   <source>Keep the form outside of the publication folder: what lies there is served.</source>
   <translation>Zapisz formularz poza katalogiem publikacji: to, co w nim leży, jest udostępniane.</translation>
  </message>
  <message>
   <source>Keep the mapping as</source>
   <translation>Zapisz przypisanie kolumn jako</translation>
  </message>
  <message>
   <source>Kept versions rewritten</source>
   <translation>Zmienione zachowane wersje</translation>
  </message>
  <message>
   <source>Kept versions: {versions}</source>
   <translation>Zachowane wersje: {versions}</translation>
  </message>
  <message>
   <source>Key (do not change)</source>
   <translation>Klucz (nie zmieniać)</translation>
  </message>
  <message>
   <source>Keywords</source>
   <translation>Słowa kluczowe</translation>
  </message>
  <message>
   <source>Kind</source>
   <translation>Rodzaj</translation>
  </message>
  <message>
   <source>Known defect</source>
   <translation>Znana wada</translation>
  </message>
  <message numerus="yes">
   <source>Known defect of QGIS Server {version}: {text} (%n time(s))</source>
   <translation>
    <numerusform>Znana wada QGIS Server {version}: {text} (%n raz)</numerusform>
    <numerusform>Znana wada QGIS Server {version}: {text} (%n razy)</numerusform>
    <numerusform>Znana wada QGIS Server {version}: {text} (%n razy)</numerusform>
   </translation>
  </message>
  <message>
   <source>Known defects met</source>
   <translation>Napotkane znane wady</translation>
  </message>
  <message>
   <source>Late</source>
   <translation>Po terminie</translation>
  </message>
  <message>
   <source>Lay the map out on A4 with key, scale and date, as it looks on paper, to print or save as PDF</source>
   <translation>Układa mapę na stronie A4 z legendą, skalą i datą, tak jak wygląda na papierze, do wydruku lub zapisu jako PDF</translation>
  </message>
  <message>
   <source>Layer</source>
   <translation>Warstwa</translation>
  </message>
  <message>
   <source>Layer (empty: the one that fits)</source>
   <translation>Warstwa (puste: ta, która pasuje)</translation>
  </message>
  <message>
   <source>Layer or sheet (empty: the only one)</source>
   <translation>Warstwa lub arkusz (puste: jedyna w pliku)</translation>
  </message>
  <message>
   <source>Leave user and password out of the address: keep them in an authentication configuration.</source>
   <translation>Nie wpisuj w adresie nazwy użytkownika ani hasła: zapisz je w konfiguracji uwierzytelniania.</translation>
  </message>
  <message>
   <source>Leave user and password out of the address: metadata are public.</source>
   <translation>Usuń z adresu użytkownika i hasło: metadane są publiczne.</translation>
  </message>
  <message numerus="yes">
   <source>Left out of the project, as no map came: %n basemap(s). The menu 'Basemaps' adds what is missing. {reasons}</source>
   <translation>
    <numerusform>W projekcie brakuje %n podkładu, bo nie przyszła mapa. Doda go menu „Podkłady”. {reasons}</numerusform>
    <numerusform>W projekcie brakuje %n podkładów, bo nie przyszły mapy. Doda je menu „Podkłady”. {reasons}</numerusform>
    <numerusform>W projekcie brakuje %n podkładów, bo nie przyszły mapy. Doda je menu „Podkłady”. {reasons}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Left out, as erased: %n text(s).</source>
   <translation>
    <numerusform>Pominięto jako usunięte: %n tekst.</numerusform>
    <numerusform>Pominięto jako usunięte: %n teksty.</numerusform>
    <numerusform>Pominięto jako usunięte: %n tekstów.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Left out: %n report(s) of imports there. Import here.</source>
   <translation>
    <numerusform>Pominięto: %n zgłoszenie z importu w kopii. Zaimportuj tutaj.</numerusform>
    <numerusform>Pominięto: %n zgłoszenia z importu w kopii. Zaimportuj tutaj.</numerusform>
    <numerusform>Pominięto: %n zgłoszeń z importu w kopii. Zaimportuj tutaj.</numerusform>
   </translation>
  </message>
  <message>
   <source>Legal basis of the data set</source>
   <translation>Podstawa prawna zbioru danych</translation>
  </message>
  <message>
   <source>Level</source>
   <translation>Poziom</translation>
  </message>
  <message>
   <source>Levels of units</source>
   <translation>Poziomy jednostek</translation>
  </message>
  <message>
   <source>Limits of access</source>
   <translation>Ograniczenia dostępu</translation>
  </message>
  <message>
   <source>Line {line} of the list says '{word}'. It takes: {words}.</source>
   <translation>W wierszu {line} listy jest „{word}”. Dozwolone: {words}.</translation>
  </message>
  <message>
   <source>Line {line}: {reason}. Nothing was changed.</source>
   <translation>Wiersz {line}: {reason}. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>Link duplicates</source>
   <translation>Powiąż powtórzenia</translation>
  </message>
  <message>
   <source>Linking reports</source>
   <translation>Wiązanie zgłoszeń</translation>
  </message>
  <message>
   <source>List</source>
   <translation>Lista</translation>
  </message>
  <message>
   <source>List differences from the service</source>
   <translation>Wypisz różnice z serwisem</translation>
  </message>
  <message>
   <source>List for a spreadsheet</source>
   <translation>Lista do arkusza kalkulacyjnego</translation>
  </message>
  <message>
   <source>List of bodies</source>
   <translation>Lista podmiotów</translation>
  </message>
  <message>
   <source>List of reports that need a look</source>
   <translation>Lista zgłoszeń do sprawdzenia</translation>
  </message>
  <message>
   <source>List of the sheets</source>
   <translation>Lista kart</translation>
  </message>
  <message>
   <source>List reports whose status here is not the one that the service last said, to enter it there</source>
   <translation>Wypisz zgłoszenia, których status w bazie jest inny niż ostatnio podany przez serwis, żeby wpisać go w serwisie</translation>
  </message>
  <message>
   <source>List to print, with boxes to tick</source>
   <translation>Lista do druku, z kratkami do odhaczania</translation>
  </message>
  <message>
   <source>Listed apart, after the others: there they are to be entered as a whole.</source>
   <translation>Wypisane osobno, po pozostałych: w serwisie trzeba je wprowadzić w całości.</translation>
  </message>
  <message>
   <source>Lists pairs of open reports that may speak of the same thing: of the same category, near each other in place and in time. The later one may repeat the earlier one. Each pair is a line from the one to the other. Nothing is linked or changed: 'Link duplicates' does that, for the pairs that a person has kept.</source>
   <translation>Wypisuje pary otwartych zgłoszeń, które mogą mówić o tym samym: tej samej kategorii, blisko siebie w przestrzeni i w czasie. Późniejsze może powtarzać wcześniejsze. Każda para to linia od jednego do drugiego. Niczego nie wiąże i nie zmienia: robi to „Powiąż powtórzenia”, dla par, które człowiek zostawił.</translation>
  </message>
  <message>
   <source>Lists the reports whose status here is another one than what the KMZB service last said, to be entered there by hand: a CSV for a spreadsheet, a PDF with boxes to tick. A report goes off the list by itself when a later import brings the same status. What the service said is known from imports: import before listing. Nothing is changed and no service is asked.</source>
   <translation>Wypisuje zgłoszenia, których status w bazie jest inny niż ostatnio podany przez serwis KMZB, do ręcznego wpisania w serwisie: CSV do arkusza kalkulacyjnego i PDF z kratkami do odhaczania. Zgłoszenie znika z listy samo, gdy późniejszy import przyniesie ten sam status. Co podał serwis, wiadomo z importów: przed wypisaniem zrób import. Niczego nie zmienia i nie pyta żadnej usługi.</translation>
  </message>
  <message>
   <source>Load a mapping</source>
   <translation>Wczytaj przypisanie kolumn</translation>
  </message>
  <message>
   <source>Load municipalities, counties, voivodeships and police jurisdictions</source>
   <translation>Wczytaj gminy, powiaty, województwa i obszary jednostek Policji</translation>
  </message>
  <message>
   <source>Load reports and units; sample reports to try things out</source>
   <translation>Wczytywanie zgłoszeń i jednostek; zgłoszenia przykładowe do ćwiczeń</translation>
  </message>
  <message>
   <source>Load reports from files: CSV, XLSX, GeoJSON, GeoPackage, Shapefile, JSON</source>
   <translation>Wczytaj zgłoszenia z plików: CSV, XLSX, GeoJSON, GeoPackage, Shapefile, JSON</translation>
  </message>
  <message>
   <source>Load reports from the KMZB data service</source>
   <translation>Wczytaj zgłoszenia z usługi danych KMZB</translation>
  </message>
  <message numerus="yes">
   <source>Looked through: %n kept version(s) and the served publication; no store could be opened.</source>
   <translation>
    <numerusform>Przejrzano: %n zachowaną wersję i udostępnianą publikację; nie można było otworzyć żadnej bazy zgłoszeń.</numerusform>
    <numerusform>Przejrzano: %n zachowane wersje i udostępnianą publikację; nie można było otworzyć żadnej bazy zgłoszeń.</numerusform>
    <numerusform>Przejrzano: %n zachowanych wersji i udostępnianą publikację; nie można było otworzyć żadnej bazy zgłoszeń.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Looked through: %n kept version(s), the served publication and the store {store}.</source>
   <translation>
    <numerusform>Przejrzano: %n zachowaną wersję, udostępnianą publikację i bazę zgłoszeń {store}.</numerusform>
    <numerusform>Przejrzano: %n zachowane wersje, udostępnianą publikację i bazę zgłoszeń {store}.</numerusform>
    <numerusform>Przejrzano: %n zachowanych wersji, udostępnianą publikację i bazę zgłoszeń {store}.</numerusform>
   </translation>
  </message>
  <message>
   <source>Looking at the files</source>
   <translation>Rozpoznawanie plików</translation>
  </message>
  <message>
   <source>Looking for duplicates</source>
   <translation>Szukanie powtórzeń</translation>
  </message>
  <message>
   <source>Looking where the reports lie…</source>
   <translation>Ustalanie, gdzie leżą zgłoszenia…</translation>
  </message>
  <message>
   <source>Looking where this is…</source>
   <translation>Sprawdzam, gdzie to jest…</translation>
  </message>
  <message>
   <source>Looking…</source>
   <translation>Szukam…</translation>
  </message>
  <message>
   <source>Make a KMZB project</source>
   <translation>Utwórz projekt KMZB</translation>
  </message>
  <message>
   <source>Make a project of a store: reports, units, basemaps, bookmarks, looks for day, night and print</source>
   <translation>Utwórz projekt z bazą zgłoszeń: zgłoszenia, jednostki, podkłady, zakładki, wygląd na dzień, noc i do druku</translation>
  </message>
  <message>
   <source>Make a whole copy of the store, also while it is open and edited</source>
   <translation>Tworzy pełną kopię bazy zgłoszeń, także otwartej i edytowanej</translation>
  </message>
  <message>
   <source>Make an empty store for reports</source>
   <translation>Utwórz pustą bazę zgłoszeń</translation>
  </message>
  <message>
   <source>Make sample reports</source>
   <translation>Utwórz dane przykładowe</translation>
  </message>
  <message>
   <source>Make the sheet of this hand-over</source>
   <translation>Utwórz kartę tego przekazania</translation>
  </message>
  <message>
   <source>Make the sheets (PDF) in the folder</source>
   <translation>Utwórz karty (PDF) w folderze</translation>
  </message>
  <message>
   <source>Make the store where there is none</source>
   <translation>Utwórz bazę zgłoszeń, jeśli jej nie ma</translation>
  </message>
  <message>
   <source>Make, open, copy and look after a store of reports</source>
   <translation>Zakładanie, otwieranie, kopiowanie i utrzymanie bazy zgłoszeń</translation>
  </message>
  <message>
   <source>Makes a project with reports, units, basemaps, bookmarks of the voivodeships, looks for day, night and print, and print layouts. Keep it beside the store: they can be moved together.</source>
   <translation>Tworzy projekt ze zgłoszeniami, jednostkami, podkładami, zakładkami województw, wyglądem na dzień, noc i do druku oraz z układami wydruku. Trzymaj go obok bazy zgłoszeń: można je przenosić razem.</translation>
  </message>
  <message>
   <source>Makes a whole copy of a store with its attachments, also while it is open and edited: a backup, or a store to take along. Copying the file by other means may lose what was saved last. An existing file is never overwritten.</source>
   <translation>Tworzy pełną kopię bazy zgłoszeń z załącznikami, także wtedy, gdy jest otwarta i edytowana: kopię zapasową albo bazę do zabrania ze sobą. Skopiowanie samego pliku w inny sposób może pominąć to, co zapisano na końcu. Istniejący plik nigdy nie jest nadpisywany.</translation>
  </message>
  <message>
   <source>Makes a working copy: the reports of a unit or an area in a store of their own, with history, hand-overs, attachments, lists, units, form and styles, to be worked on without the network, in QGIS or QField. All rules hold there too. What was done there comes back with 'Check a working copy in'. Reports that repeat one of these, or that one of these repeats, come along. The store itself stays as it is.</source>
   <translation>Tworzy kopię roboczą: zgłoszenia jednostki lub obszaru w osobnej bazie, z historią, przekazaniami, załącznikami, słownikami, jednostkami, formularzem i stylami, do pracy bez sieci w QGIS lub QField. Obowiązują w niej te same reguły. To, co w niej zrobiono, wraca zadaniem „Wczytaj kopię roboczą”. Razem z wybranymi idą zgłoszenia, które je powtarzają lub które one powtarzają. Sama baza się nie zmienia.</translation>
  </message>
  <message>
   <source>Makes an empty store, as a GeoPackage or in a database that is there already (service=NAME or connection=NAME), with the lists of categories and statuses and the rules of verification. An existing store is never overwritten.</source>
   <translation>Tworzy pustą bazę zgłoszeń: jako plik GeoPackage albo w istniejącej bazie danych (service=NAZWA lub connection=NAZWA), z listami kategorii i statusów oraz regułami weryfikacji. Istniejąca baza zgłoszeń nigdy nie jest nadpisywana.</translation>
  </message>
  <message>
   <source>Makes the standard QGIS project on a store, in EPSG:2180: reports with form and symbols, a layer for each level of units that the store holds, the basemaps chosen, bookmarks of the voivodeships, map themes for day, night and print, and the print layouts. Paths are relative, so project and store move together. Without the network the project is made without basemaps, and says so. An existing project is overwritten only where that is asked for.</source>
   <translation>Tworzy standardowy projekt QGIS z bazą zgłoszeń, w układzie EPSG:2180: zgłoszenia z formularzem i symbolami, warstwę każdego poziomu jednostek, który jest w bazie, wybrane podkłady, zakładki województw, kompozycje map na dzień, noc i do druku oraz układy wydruku. Ścieżki są względne, więc projekt i bazę można przenosić razem. Bez sieci projekt powstaje bez podkładów i jest o tym mowa. Istniejący projekt jest zastępowany tylko na wyraźne życzenie.</translation>
  </message>
  <message>
   <source>Making the hand-over sheets</source>
   <translation>Tworzenie kart przekazania</translation>
  </message>
  <message>
   <source>Mapping (*.json)</source>
   <translation>Przypisanie kolumn (*.json)</translation>
  </message>
  <message>
   <source>Mapping of the columns (file)</source>
   <translation>Przypisanie kolumn (plik)</translation>
  </message>
  <message>
   <source>Maps to look at (WMS, WMTS)</source>
   <translation>Mapy do przeglądania (WMS, WMTS)</translation>
  </message>
  <message>
   <source>Mark the store as moved: it opens read-only then</source>
   <translation>Oznacz bazę jako przeniesioną: odtąd tylko do odczytu</translation>
  </message>
  <message>
   <source>May be missing</source>
   <translation>Może brakować</translation>
  </message>
  <message>
   <source>Mended</source>
   <translation>Naprawione</translation>
  </message>
  <message>
   <source>Metadata record</source>
   <translation>Rekord metadanych</translation>
  </message>
  <message>
   <source>Milliseconds since 1970</source>
   <translation>Milisekundy od roku 1970</translation>
  </message>
  <message>
   <source>Milliseconds since 1970; in brackets the date and time in Warsaw</source>
   <translation>Milisekundy od roku 1970; w nawiasie data i godzina czasu polskiego</translation>
  </message>
  <message>
   <source>Months after closing (empty: the store's setting)</source>
   <translation>Ile miesięcy po zamknięciu (puste: ustawienie bazy)</translation>
  </message>
  <message>
   <source>More reports lie in one spot than the service gives as points ({place}), so they were not read. Nothing was changed; ask for fewer categories or a later date.</source>
   <translation>W jednym miejscu jest więcej zgłoszeń, niż usługa podaje jako punkty ({place}), dlatego nie zostały odczytane. Niczego nie zmieniono; wybierz mniej kategorii lub późniejszą datę.</translation>
  </message>
  <message>
   <source>Move a store</source>
   <translation>Przenieś bazę zgłoszeń</translation>
  </message>
  <message>
   <source>Much waits on the public server; if it goes on so, everything must be copied anew.</source>
   <translation>Na serwerze publicznym dużo czeka; jeżeli tak pozostanie, trzeba będzie skopiować wszystko od nowa.</translation>
  </message>
  <message>
   <source>Municipalities (A03)</source>
   <translation>Gminy (A03)</translation>
  </message>
  <message>
   <source>Municipality</source>
   <translation>Gmina</translation>
  </message>
  <message>
   <source>Municipality {name}</source>
   <translation>Gmina {name}</translation>
  </message>
  <message>
   <source>Municipality, else the police unit, else the coordinates</source>
   <translation>Gmina, a gdy nieznana: jednostka Policji albo współrzędne</translation>
  </message>
  <message>
   <source>My open reports, late ones first</source>
   <translation>Moje otwarte, najpierw spóźnione</translation>
  </message>
  <message>
   <source>Name</source>
   <translation>Nazwa</translation>
  </message>
  <message>
   <source>Name in the service</source>
   <translation>Nazwa w usłudze</translation>
  </message>
  <message>
   <source>Name the folder of the sheets.</source>
   <translation>Podaj folder kart.</translation>
  </message>
  <message>
   <source>Name the project's file.</source>
   <translation>Podaj plik projektu.</translation>
  </message>
  <message>
   <source>Name the public server by a service: the inner server opens the connection itself and knows its own service file only.</source>
   <translation>Wskaż serwer publiczny nazwą usługi: serwer wewnętrzny sam otwiera połączenie i zna tylko własny plik usług.</translation>
  </message>
  <message>
   <source>Name the reports whose texts are to be erased.</source>
   <translation>Podaj zgłoszenia, których teksty mają zostać usunięte.</translation>
  </message>
  <message>
   <source>Name the zone's database: service=NAME or connection=NAME.</source>
   <translation>Podaj bazę strefy: service=NAZWA albo connection=NAZWA.</translation>
  </message>
  <message>
   <source>Name; one of the same name is replaced:</source>
   <translation>Nazwa; filtr o tej samej nazwie zostanie zastąpiony:</translation>
  </message>
  <message>
   <source>National map of safety threats (KMZB)</source>
   <translation>Krajowa Mapa Zagrożeń Bezpieczeństwa (KMZB)</translation>
  </message>
  <message>
   <source>Nearby</source>
   <translation>W pobliżu</translation>
  </message>
  <message>
   <source>Nearest address</source>
   <translation>Najbliższy adres</translation>
  </message>
  <message>
   <source>Nearest address: {address}</source>
   <translation>Najbliższy adres: {address}</translation>
  </message>
  <message>
   <source>Needed only where the dates' own form leaves a doubt.</source>
   <translation>Potrzebne tylko wtedy, gdy postać dat budzi wątpliwości.</translation>
  </message>
  <message>
   <source>Never given by the service</source>
   <translation>Nigdy nie podane przez serwis</translation>
  </message>
  <message>
   <source>Never public. It is added below the note that a report has.</source>
   <translation>Nigdy publiczna. Dopisywana pod notatką, którą zgłoszenie już ma.</translation>
  </message>
  <message>
   <source>New</source>
   <translation>Nowe</translation>
  </message>
  <message>
   <source>New &amp;KMZB project…</source>
   <translation>Nowy &amp;projekt KMZB…</translation>
  </message>
  <message>
   <source>New KMZB project</source>
   <translation>Nowy projekt KMZB</translation>
  </message>
  <message>
   <source>New bodies</source>
   <translation>Nowe podmioty</translation>
  </message>
  <message>
   <source>New bodies: {new}; changed: {changed}; as they were: {same}.</source>
   <translation>Nowe podmioty: {new}; zmienione: {changed}; bez zmian: {same}.</translation>
  </message>
  <message>
   <source>New report</source>
   <translation>Nowe zgłoszenie</translation>
  </message>
  <message>
   <source>New report here…</source>
   <translation>Nowe zgłoszenie tutaj…</translation>
  </message>
  <message>
   <source>New reports</source>
   <translation>Nowe zgłoszenia</translation>
  </message>
  <message>
   <source>New status</source>
   <translation>Nowy status</translation>
  </message>
  <message>
   <source>New store</source>
   <translation>Nowa baza zgłoszeń</translation>
  </message>
  <message>
   <source>New version</source>
   <translation>Nowa wersja</translation>
  </message>
  <message>
   <source>New {inserted}, updated {updated}, unchanged {unchanged}, conflicts {conflicts}, rejected {rejected}.</source>
   <translation>Nowe: {inserted}, zaktualizowane: {updated}, bez zmian: {unchanged}, konflikty: {conflicts}, odrzucone: {rejected}.</translation>
  </message>
  <message>
   <source>New {new}, changed {changed}, unchanged {unchanged}, valid again {returned}, ended {ended}.</source>
   <translation>Nowe: {new}, zmienione: {changed}, bez zmian: {unchanged}, znów obowiązujące: {returned}, zakończone: {ended}.</translation>
  </message>
  <message>
   <source>Next</source>
   <translation>Następne</translation>
  </message>
  <message>
   <source>No address nearby.</source>
   <translation>W pobliżu nie ma adresu.</translation>
  </message>
  <message>
   <source>No address of a WMS, WMTS or WFS</source>
   <translation>Brak adresu usługi WMS, WMTS lub WFS</translation>
  </message>
  <message>
   <source>No answer is awaited for this report any more.</source>
   <translation>Na odpowiedź w sprawie tego zgłoszenia już się nie czeka.</translation>
  </message>
  <message>
   <source>No answer is overdue.</source>
   <translation>Żadna odpowiedź nie jest po terminie.</translation>
  </message>
  <message>
   <source>No attachments. Drop files here, or press 'Add files…'.</source>
   <translation>Brak załączników. Upuść tu pliki albo naciśnij „Dodaj pliki…”.</translation>
  </message>
  <message>
   <source>No change of content.</source>
   <translation>Bez zmiany treści.</translation>
  </message>
  <message>
   <source>No change of this report has been recorded.</source>
   <translation>Nie odnotowano żadnej zmiany tego zgłoszenia.</translation>
  </message>
  <message>
   <source>No column of the file is taken yet, so there is nothing to keep.</source>
   <translation>Nie przypisano jeszcze żadnej kolumny pliku, więc nie ma czego zapisać.</translation>
  </message>
  <message>
   <source>No database is known: make a PostgreSQL connection in the browser panel.</source>
   <translation>Nie ma żadnej znanej bazy danych: utwórz połączenie PostgreSQL w panelu przeglądarki.</translation>
  </message>
  <message>
   <source>No description.</source>
   <translation>Brak opisu.</translation>
  </message>
  <message>
   <source>No gaps and no overlaps.</source>
   <translation>Brak luk i nakładania się.</translation>
  </message>
  <message>
   <source>No gaps, no overlaps, nothing to mend.</source>
   <translation>Brak luk i nakładania się, nie było czego naprawiać.</translation>
  </message>
  <message>
   <source>No name in the source speaks of a command or a station of the police: is the level the right one?</source>
   <translation>Żadna nazwa w źródle nie mówi o komendzie ani komisariacie Policji: czy poziom jest właściwy?</translation>
  </message>
  <message>
   <source>No overlaps.</source>
   <translation>Brak nakładania się.</translation>
  </message>
  <message>
   <source>No report has another status here than what the service last said.</source>
   <translation>Żadne zgłoszenie nie ma w bazie innego statusu niż ostatnio podany przez serwis.</translation>
  </message>
  <message>
   <source>No report has the number '{number}'.</source>
   <translation>Żadne zgłoszenie nie ma numeru „{number}”.</translation>
  </message>
  <message>
   <source>No report is selected on the map. Select some, then read the list anew with F5.</source>
   <translation>Na mapie nie zaznaczono żadnego zgłoszenia. Proszę zaznaczyć zgłoszenia i wczytać listę klawiszem F5.</translation>
  </message>
  <message>
   <source>No report is shown yet.</source>
   <translation>Nie wyświetlono jeszcze zgłoszenia.</translation>
  </message>
  <message>
   <source>No report lies there: there is nothing to take out.</source>
   <translation>Nie ma tam żadnego zgłoszenia: nie ma czego pobrać.</translation>
  </message>
  <message>
   <source>No report waits here.</source>
   <translation>Żadne zgłoszenie tu nie czeka.</translation>
  </message>
  <message>
   <source>No store is open. Open a store first.</source>
   <translation>Żadna baza zgłoszeń nie jest otwarta. Najpierw otwórz bazę zgłoszeń.</translation>
  </message>
  <message>
   <source>No store is open: a new report needs its layer. Open a store or make one first.</source>
   <translation>Żadna baza nie jest otwarta: nowe zgłoszenie wymaga jej warstwy. Najpierw otwórz lub utwórz bazę.</translation>
  </message>
  <message>
   <source>No store is open: the queue shows its open reports.</source>
   <translation>Żadna baza zgłoszeń nie jest otwarta: kolejka pokazuje jej otwarte zgłoszenia.</translation>
  </message>
  <message>
   <source>No store is open: there are no reports to search.</source>
   <translation>Żadna baza nie jest otwarta: nie ma zgłoszeń do przeszukania.</translation>
  </message>
  <message>
   <source>No such report so near and in those days. Widen the distance or the days.</source>
   <translation>Nie ma takiego zgłoszenia w tej odległości i w tych dniach. Zwiększ odległość albo liczbę dni.</translation>
  </message>
  <message>
   <source>No unit of the store has the code or name '{text}'.</source>
   <translation>Żadna jednostka w bazie nie ma kodu ani nazwy „{text}”.</translation>
  </message>
  <message>
   <source>No version is kept in this folder</source>
   <translation>W tym folderze nie ma żadnej wersji</translation>
  </message>
  <message>
   <source>Northing</source>
   <translation>Współrzędna północna</translation>
  </message>
  <message>
   <source>Not confirmed</source>
   <translation>Niepotwierdzone</translation>
  </message>
  <message>
   <source>Not made up by these units to one per cent of their area: {list}.</source>
   <translation>Tych obszarów wczytane jednostki nie wypełniają z dokładnością do jednego procenta powierzchni: {list}.</translation>
  </message>
  <message>
   <source>Not now ({key})</source>
   <translation>Nie teraz ({key})</translation>
  </message>
  <message numerus="yes">
   <source>Not read again: %n row(s) known word for word from an earlier import. What is said above of single rows and places counts the others only.</source>
   <translation>
    <numerusform>Nie czytano ponownie %n wiersza znanego słowo w słowo z wcześniejszego importu. To, co wyżej powiedziano o pojedynczych wierszach i miejscach, dotyczy tylko pozostałych.</numerusform>
    <numerusform>Nie czytano ponownie %n wierszy znanych słowo w słowo z wcześniejszego importu. To, co wyżej powiedziano o pojedynczych wierszach i miejscach, dotyczy tylko pozostałych.</numerusform>
    <numerusform>Nie czytano ponownie %n wierszy znanych słowo w słowo z wcześniejszego importu. To, co wyżej powiedziano o pojedynczych wierszach i miejscach, dotyczy tylko pozostałych.</numerusform>
   </translation>
  </message>
  <message>
   <source>Not responsible for it</source>
   <translation>Podmiot niewłaściwy</translation>
  </message>
  <message>
   <source>Not saved: {why} Put it right with 'Edit…', save again or discard.</source>
   <translation>Nie zapisano: {why} Popraw przez „Edytuj…”, zapisz ponownie albo odrzuć.</translation>
  </message>
  <message>
   <source>Note</source>
   <translation>Uwaga</translation>
  </message>
  <message>
   <source>Note before</source>
   <translation>Notatka przedtem</translation>
  </message>
  <message>
   <source>Nothing can be written to the folder {folder}: {reason}.</source>
   <translation>Nie można nic zapisać w folderze {folder}: {reason}.</translation>
  </message>
  <message>
   <source>Nothing is served and no store can be opened, so nobody can say what is public now. Give the store.</source>
   <translation>Nic nie jest udostępniane i nie można otworzyć żadnej bazy zgłoszeń, więc nie wiadomo, co jest teraz publiczne. Wskaż bazę zgłoszeń.</translation>
  </message>
  <message>
   <source>Nothing is served from {path}: publish first.</source>
   <translation>Z {path} nic nie jest udostępniane: najpierw opublikuj.</translation>
  </message>
  <message>
   <source>Nothing that could be described is served from {path}.</source>
   <translation>W folderze {path} nie ma udostępnionych danych, które można by opisać.</translation>
  </message>
  <message>
   <source>Nothing was added: another project was opened meanwhile. Add it again if you want it here.</source>
   <translation>Nic nie dodano: w międzyczasie otwarto inny projekt. Dodaj ponownie, jeśli ma się tu znaleźć.</translation>
  </message>
  <message>
   <source>Nothing was found for '{text}'.</source>
   <translation>Nic nie znaleziono dla „{text}”.</translation>
  </message>
  <message>
   <source>Nothing was found for '{text}'. Write the town first, then a comma: Marki, Andersa 1.</source>
   <translation>Nic nie znaleziono dla „{text}”. Podaj najpierw miejscowość, a po przecinku ulicę i numer: Marki, Andersa 1.</translation>
  </message>
  <message>
   <source>Nothing was found: try other or fewer words.</source>
   <translation>Nic nie znaleziono: spróbuj innych słów albo mniejszej ich liczby.</translation>
  </message>
  <message>
   <source>Number</source>
   <translation>Numer</translation>
  </message>
  <message>
   <source>Number and due day</source>
   <translation>Znak sprawy i termin</translation>
  </message>
  <message>
   <source>Number of reports</source>
   <translation>Liczba zgłoszeń</translation>
  </message>
  <message>
   <source>Number of the letter</source>
   <translation>Znak sprawy</translation>
  </message>
  <message>
   <source>Numbers of reports are given, but the rule chooses others. Nothing was changed.</source>
   <translation>Podano numery zgłoszeń, a reguła wybiera inne. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>Numbers of reports, separated by commas</source>
   <translation>Numery zgłoszeń, rozdzielone przecinkami</translation>
  </message>
  <message>
   <source>OBJECTID</source>
   <translation>OBJECTID</translation>
  </message>
  <message>
   <source>OBJECTID '{value}' is not a positive whole number.</source>
   <translation>OBJECTID „{value}” nie jest dodatnią liczbą całkowitą.</translation>
  </message>
  <message>
   <source>OGC API Features, CRS84 and bbox</source>
   <translation>OGC API Features, CRS84 i bbox</translation>
  </message>
  <message>
   <source>OGC API Features, bbox in {crs}</source>
   <translation>OGC API Features, bbox w układzie {crs}</translation>
  </message>
  <message>
   <source>OGC API Features: conformance</source>
   <translation>OGC API Features: deklaracja zgodności</translation>
  </message>
  <message>
   <source>OGC API Features: id in {layer}</source>
   <translation>OGC API Features: identyfikator w warstwie {layer}</translation>
  </message>
  <message numerus="yes">
   <source>Of the first rows %n cannot be taken, for example: {why}</source>
   <translation>
    <numerusform>Spośród pierwszych wierszy nie można przyjąć %n, na przykład: {why}</numerusform>
    <numerusform>Spośród pierwszych wierszy nie można przyjąć %n, na przykład: {why}</numerusform>
    <numerusform>Spośród pierwszych wierszy nie można przyjąć %n, na przykład: {why}</numerusform>
   </translation>
  </message>
  <message>
   <source>Officer</source>
   <translation>Prowadzący</translation>
  </message>
  <message>
   <source>On {public} max_slot_wal_keep_size is not set: a broken link would fill its disk. Run zone-public.sh.</source>
   <translation>Na serwerze {public} nie ustawiono max_slot_wal_keep_size: zerwane łącze zapełniłoby jego dysk. Uruchom zone-public.sh.</translation>
  </message>
  <message>
   <source>One PDF of all sheets, too</source>
   <translation>Także jeden PDF ze wszystkimi kartami</translation>
  </message>
  <message>
   <source>One file. Several are chosen in the next field.</source>
   <translation>Jeden plik. Kilka plików wybiera się w następnym polu.</translation>
  </message>
  <message>
   <source>One report after another over the orthophoto, decisions by key, each saved at once</source>
   <translation>Jedno zgłoszenie po drugim na tle ortofotomapy, decyzje klawiszem, każda zapisana od razu</translation>
  </message>
  <message>
   <source>One status with one reason for all reports selected on the map: all of them or none</source>
   <translation>Jeden status z jednym powodem dla wszystkich zgłoszeń zaznaczonych na mapie: dla wszystkich albo dla żadnego</translation>
  </message>
  <message>
   <source>Only a confirmed report, or one that is handed over already, can be handed over.</source>
   <translation>Przekazać można tylko zgłoszenie potwierdzone albo już przekazane.</translation>
  </message>
  <message>
   <source>Only a log-in of the intake brings in reports as the service tells them.</source>
   <translation>Zgłoszenia w postaci, w jakiej podaje je usługa, wprowadza tylko login przyjmujący.</translation>
  </message>
  <message>
   <source>Only a superuser of the inner server {inner} can subscribe: let its administrator run this.</source>
   <translation>Subskrypcję może założyć tylko superużytkownik serwera wewnętrznego {inner}: niech uruchomi to jego administrator.</translation>
  </message>
  <message>
   <source>Only a unit: its name, code or TERYT</source>
   <translation>Tylko jednostka: jej nazwa, kod albo TERYT</translation>
  </message>
  <message>
   <source>Only an administrator of the store changes accounts.</source>
   <translation>Konta zmienia tylko administrator bazy.</translation>
  </message>
  <message>
   <source>Only an erasure blanks texts of the history, and it changes nothing else.</source>
   <translation>Teksty historii czyści tylko usuwanie i nie zmienia niczego więcej.</translation>
  </message>
  <message>
   <source>Only chec&amp;k</source>
   <translation>&amp;Tylko sprawdź</translation>
  </message>
  <message>
   <source>Only check and count, change nothing</source>
   <translation>Tylko sprawdź i policz, niczego nie zmieniaj</translation>
  </message>
  <message>
   <source>Only check, change nothing</source>
   <translation>Tylko sprawdź, niczego nie zmieniaj</translation>
  </message>
  <message>
   <source>Only checked, nothing was changed.</source>
   <translation>Tylko sprawdzono, niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>Only checked, nothing was changed. An import would bring: new {inserted}, updated {updated}, unchanged {unchanged}, conflicts {conflicts}, rejected {rejected}.</source>
   <translation>Tylko sprawdzono, niczego nie zmieniono. Import dałby: nowe {inserted}, zaktualizowane {updated}, bez zmian {unchanged}, konflikty {conflicts}, odrzucone {rejected}.</translation>
  </message>
  <message>
   <source>Only open reports</source>
   <translation>Tylko zgłoszenia w toku</translation>
  </message>
  <message>
   <source>Only the answer that the threat was removed can close a report.</source>
   <translation>Zgłoszenie może zamknąć tylko odpowiedź, że zagrożenie usunięto.</translation>
  </message>
  <message>
   <source>Only the first {count} are listed: narrow the search.</source>
   <translation>Na liście jest tylko pierwszych {count}: zawęź wyszukiwanie.</translation>
  </message>
  <message>
   <source>Only this unit</source>
   <translation>Tylko ta jednostka</translation>
  </message>
  <message>
   <source>Only what came to differ since</source>
   <translation>Tylko różnice powstałe od</translation>
  </message>
  <message>
   <source>Only what lies in the &amp;map's view</source>
   <translation>Tylko to, co leży w widoku &amp;mapy</translation>
  </message>
  <message>
   <source>Only what lies in this extent</source>
   <translation>Tylko to, co leży w tym zasięgu</translation>
  </message>
  <message>
   <source>Only where the file does not declare it and the points do not show it. A wrong one puts all reports in wrong places, so the plugin asks rather than guesses.</source>
   <translation>Tylko wtedy, gdy plik go nie podaje, a punkty go nie wskazują. Błędny układ umieści wszystkie zgłoszenia w złych miejscach, dlatego wtyczka woli zapytać, niż zgadywać.</translation>
  </message>
  <message>
   <source>Only where the store has attachments: a GeoPackage's lie beside it, a database's in a folder.</source>
   <translation>Tylko gdy baza zgłoszeń ma załączniki: te z GeoPackage leżą obok niego, te z bazy danych w folderze.</translation>
  </message>
  <message>
   <source>Only within an extent</source>
   <translation>Tylko w zasięgu</translation>
  </message>
  <message>
   <source>Only within the polygons of a layer</source>
   <translation>Tylko w wielokątach warstwy</translation>
  </message>
  <message>
   <source>Opacity</source>
   <translation>Krycie</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Otwórz</translation>
  </message>
  <message>
   <source>Open a store</source>
   <translation>Otwórz bazę zgłoszeń</translation>
  </message>
  <message>
   <source>Open a store and show its reports</source>
   <translation>Otwórz bazę i pokaż jej zgłoszenia</translation>
  </message>
  <message>
   <source>Open a store first.</source>
   <translation>Najpierw otwórz bazę zgłoszeń.</translation>
  </message>
  <message>
   <source>Open a store…</source>
   <translation>Otwórz bazę zgłoszeń…</translation>
  </message>
  <message>
   <source>Open hand-overs</source>
   <translation>W toku</translation>
  </message>
  <message>
   <source>Open reports</source>
   <translation>Otwarte zgłoszenia</translation>
  </message>
  <message>
   <source>Open the &amp;form</source>
   <translation>Otwórz &amp;formularz</translation>
  </message>
  <message>
   <source>Open the &amp;record</source>
   <translation>Otwórz &amp;rekord</translation>
  </message>
  <message>
   <source>Open the folder</source>
   <translation>Otwórz folder</translation>
  </message>
  <message>
   <source>Open the form</source>
   <translation>Otwórz formularz</translation>
  </message>
  <message>
   <source>Open the store again</source>
   <translation>Otwórz bazę ponownie</translation>
  </message>
  <message>
   <source>Opening the store {name}</source>
   <translation>Otwieranie bazy zgłoszeń {name}</translation>
  </message>
  <message>
   <source>Order of the coordinates</source>
   <translation>Kolejność współrzędnych</translation>
  </message>
  <message>
   <source>Organization</source>
   <translation>Organizacja</translation>
  </message>
  <message>
   <source>Orthophoto</source>
   <translation>Ortofotomapa</translation>
  </message>
  <message>
   <source>Other answer</source>
   <translation>Inna odpowiedź</translation>
  </message>
  <message>
   <source>Others</source>
   <translation>Inne</translation>
  </message>
  <message>
   <source>Outcome</source>
   <translation>Wynik</translation>
  </message>
  <message>
   <source>Overdue answers</source>
   <translation>Zaległe odpowiedzi</translation>
  </message>
  <message numerus="yes">
   <source>Overdue by %n day(s)</source>
   <translation>
    <numerusform>Po terminie o %n dzień</numerusform>
    <numerusform>Po terminie o %n dni</numerusform>
    <numerusform>Po terminie o %n dni</numerusform>
   </translation>
  </message>
  <message>
   <source>Overlaps</source>
   <translation>Nakładania się</translation>
  </message>
  <message numerus="yes">
   <source>Overlaps: %n place(s), {area} km² together.</source>
   <translation>
    <numerusform>Nakładanie się: %n miejsce, razem {area} km².</numerusform>
    <numerusform>Nakładanie się: %n miejsca, razem {area} km².</numerusform>
    <numerusform>Nakładanie się: %n miejsc, razem {area} km².</numerusform>
   </translation>
  </message>
  <message>
   <source>Overwrite an existing project</source>
   <translation>Zastąp istniejący projekt</translation>
  </message>
  <message>
   <source>Own service &amp;catalogue:</source>
   <translation>Własny &amp;katalog usług:</translation>
  </message>
  <message>
   <source>P&amp;ublication</source>
   <translation>Pu&amp;blikacja</translation>
  </message>
  <message>
   <source>P&amp;ush to the public zone…</source>
   <translation>Wyś&amp;lij do strefy publicznej…</translation>
  </message>
  <message>
   <source>PESEL number</source>
   <translation>numer PESEL</translation>
  </message>
  <message>
   <source>PL-1992, metres</source>
   <translation>PL-1992, metry</translation>
  </message>
  <message>
   <source>PL-2000, zone {number}</source>
   <translation>PL-2000, strefa {number}</translation>
  </message>
  <message>
   <source>Page {number} of {count}</source>
   <translation>Strona {number} z {count}</translation>
  </message>
  <message>
   <source>Pages</source>
   <translation>Strony</translation>
  </message>
  <message>
   <source>Pairs</source>
   <translation>Pary</translation>
  </message>
  <message>
   <source>Parcel</source>
   <translation>Działka</translation>
  </message>
  <message>
   <source>Parcel id</source>
   <translation>Identyfikator działki</translation>
  </message>
  <message>
   <source>Parcel {number}, precinct {precinct}</source>
   <translation>Działka {number}, obręb {precinct}</translation>
  </message>
  <message>
   <source>Part of a layer's name</source>
   <translation>Część nazwy warstwy</translation>
  </message>
  <message>
   <source>Part of the day</source>
   <translation>Pora dnia</translation>
  </message>
  <message>
   <source>Passed</source>
   <translation>Sprawdzenia pomyślne</translation>
  </message>
  <message>
   <source>Path</source>
   <translation>Ścieżka</translation>
  </message>
  <message>
   <source>Pause between requests (s)</source>
   <translation>Przerwa między żądaniami (s)</translation>
  </message>
  <message>
   <source>Perhaps personal data: {found}.</source>
   <translation>Być może dane osobowe: {found}.</translation>
  </message>
  <message>
   <source>Perhaps personal data: {found}. A publication withholds this text as it stands.</source>
   <translation>Być może dane osobowe: {found}. W tej postaci publikacja zatrzyma ten tekst.</translation>
  </message>
  <message>
   <source>Perhaps personal data: {kind}</source>
   <translation>Być może dane osobowe: {kind}</translation>
  </message>
  <message>
   <source>Phone</source>
   <translation>Telefon</translation>
  </message>
  <message>
   <source>Picture format</source>
   <translation>Format obrazu</translation>
  </message>
  <message>
   <source>Place</source>
   <translation>Miejsce</translation>
  </message>
  <message>
   <source>Place (EPSG:2180)</source>
   <translation>Miejsce (EPSG:2180)</translation>
  </message>
  <message>
   <source>Place on the map</source>
   <translation>Miejsce na mapie</translation>
  </message>
  <message>
   <source>Places</source>
   <translation>Położenie</translation>
  </message>
  <message>
   <source>Places: {reason}</source>
   <translation>Miejsca: {reason}</translation>
  </message>
  <message>
   <source>Places…</source>
   <translation>Położenie…</translation>
  </message>
  <message>
   <source>Plane</source>
   <translation>Płaszczyzna</translation>
  </message>
  <message>
   <source>Poland has {usual} units of the level '{level}', the source {count}.</source>
   <translation>Polska ma {usual} jednostek poziomu „{level}”, a źródło {count}.</translation>
  </message>
  <message>
   <source>Police</source>
   <translation>Policja</translation>
  </message>
  <message>
   <source>Police station</source>
   <translation>Komisariat</translation>
  </message>
  <message>
   <source>Police: Warsaw command (K03)</source>
   <translation>Policja: Komenda Stołeczna (K03)</translation>
  </message>
  <message>
   <source>Police: county and city commands (K02)</source>
   <translation>Policja: komendy powiatowe i miejskie (K02)</translation>
  </message>
  <message>
   <source>Police: district commands (K04)</source>
   <translation>Policja: komendy rejonowe (K04)</translation>
  </message>
  <message>
   <source>Police: stations (K05)</source>
   <translation>Policja: komisariaty (K05)</translation>
  </message>
  <message>
   <source>Police: voivodeship commands (K01)</source>
   <translation>Policja: komendy wojewódzkie (K01)</translation>
  </message>
  <message>
   <source>Possible decisions</source>
   <translation>Możliwe decyzje</translation>
  </message>
  <message>
   <source>Possible duplicates</source>
   <translation>Możliwe powtórzenia</translation>
  </message>
  <message>
   <source>PostGIS's &amp;&amp; is not marked LEAKPROOF: run administrator.sql again</source>
   <translation>operator &amp;&amp; PostGIS nie jest oznaczony jako LEAKPROOF: wykonaj jeszcze raz administrator.sql</translation>
  </message>
  <message>
   <source>Precinct</source>
   <translation>Obręb</translation>
  </message>
  <message>
   <source>Precinct {name}</source>
   <translation>Obręb {name}</translation>
  </message>
  <message>
   <source>Previous</source>
   <translation>Poprzednie</translation>
  </message>
  <message>
   <source>Printed: {time}</source>
   <translation>Wydruk: {time}</translation>
  </message>
  <message>
   <source>Project</source>
   <translation>Projekt</translation>
  </message>
  <message>
   <source>Project file</source>
   <translation>Plik projektu</translation>
  </message>
  <message>
   <source>Project {path} made.</source>
   <translation>Utworzono projekt {path}.</translation>
  </message>
  <message>
   <source>Public address of the metadata records (empty: /metadata below the service)</source>
   <translation>Publiczny adres plików metadanych (puste: /metadata pod adresem usługi)</translation>
  </message>
  <message>
   <source>Public address of the service, for the metadata</source>
   <translation>Publiczny adres usługi, do metadanych</translation>
  </message>
  <message>
   <source>Public id</source>
   <translation>Publiczny identyfikator</translation>
  </message>
  <message>
   <source>Public reason</source>
   <translation>Powód publiczny</translation>
  </message>
  <message>
   <source>Public reason for '{status}':</source>
   <translation>Powód publiczny dla statusu „{status}”:</translation>
  </message>
  <message>
   <source>Public reason in own words</source>
   <translation>Powód publiczny własnymi słowami</translation>
  </message>
  <message>
   <source>Public reason in your own words</source>
   <translation>Powód publiczny własnymi słowami</translation>
  </message>
  <message>
   <source>Public reasons may stand in publications: publish anew, and withdraw reports whose reason must go from the kept versions too.</source>
   <translation>Publiczne powody mogą być w publikacjach: opublikuj ponownie, a zgłoszenia, których powód ma zniknąć także z zachowanych wersji, wycofaj.</translation>
  </message>
  <message>
   <source>Public server (service=NAME, known here and to the inner server)</source>
   <translation>Serwer publiczny (service=NAZWA, znana tutaj i serwerowi wewnętrznemu)</translation>
  </message>
  <message>
   <source>Publication &amp;folder:</source>
   <translation>&amp;Folder publikacji:</translation>
  </message>
  <message>
   <source>Publication folder</source>
   <translation>Folder publikacji</translation>
  </message>
  <message>
   <source>Publish (plane 2)</source>
   <translation>Publikować (płaszczyzna 2)</translation>
  </message>
  <message>
   <source>Publish reports, check what is served, take something back, describe it</source>
   <translation>Publikowanie zgłoszeń, sprawdzanie, wycofywanie i opis publikacji</translation>
  </message>
  <message>
   <source>Publish the public part of the reports</source>
   <translation>Opublikuj publiczną część zgłoszeń</translation>
  </message>
  <message>
   <source>Publish the public reports</source>
   <translation>Opublikuj zgłoszenia publiczne</translation>
  </message>
  <message>
   <source>Published reports</source>
   <translation>Opublikowane zgłoszenia</translation>
  </message>
  <message>
   <source>Published, but the store could not note it: {reason}.</source>
   <translation>Opublikowano, ale nie można było odnotować tego w bazie zgłoszeń: {reason}.</translation>
  </message>
  <message>
   <source>Push a publication to the public zone</source>
   <translation>Wyślij publikację do strefy publicznej</translation>
  </message>
  <message>
   <source>Push nothing, now or later: forget the zone</source>
   <translation>Nie wysyłaj nic teraz ani później: zapomnij strefę</translation>
  </message>
  <message>
   <source>Pushing to the zone…</source>
   <translation>Wysyłanie do strefy…</translation>
  </message>
  <message>
   <source>Put right the letter's number or the due day</source>
   <translation>Popraw znak sprawy albo termin</translation>
  </message>
  <message>
   <source>Put the report back to verification</source>
   <translation>Wróć ze zgłoszeniem do weryfikacji</translation>
  </message>
  <message>
   <source>Puts {filler} in the place of each marked part</source>
   <translation>Wstawia {filler} w miejsce każdego zaznaczonego fragmentu</translation>
  </message>
  <message>
   <source>QGIS Server serves what lies in its 'public' folder.</source>
   <translation>QGIS Server udostępnia zawartość jego podfolderu „public”.</translation>
  </message>
  <message>
   <source>QGIS could not read the service's answer.</source>
   <translation>QGIS nie może odczytać odpowiedzi usługi.</translation>
  </message>
  <message>
   <source>QGIS has no PostgreSQL connection called '{name}'. Make one in the browser panel.</source>
   <translation>QGIS nie ma połączenia PostgreSQL o nazwie „{name}”. Dodaj je w panelu przeglądarki.</translation>
  </message>
  <message>
   <source>QGIS layout template (*.qpt)</source>
   <translation>Szablon wydruku QGIS (*.qpt)</translation>
  </message>
  <message>
   <source>QGIS project (*.qgz *.qgs)</source>
   <translation>Projekt QGIS (*.qgz *.qgs)</translation>
  </message>
  <message>
   <source>QGIS's Processing plugin is switched off. Switch it on in the plugin manager.</source>
   <translation>Wtyczka Processing jest wyłączona. Włącz ją w menedżerze wtyczek.</translation>
  </message>
  <message>
   <source>Qt could not make a PDF here.</source>
   <translation>Biblioteka Qt nie mogła tutaj utworzyć PDF.</translation>
  </message>
  <message>
   <source>Question</source>
   <translation>Sprawdzenie</translation>
  </message>
  <message>
   <source>REGON number of the organization</source>
   <translation>Numer REGON organizacji</translation>
  </message>
  <message>
   <source>Read</source>
   <translation>Odczytać</translation>
  </message>
  <message>
   <source>Read in one run after the file above: all of them come in or none.</source>
   <translation>Czytane w jednym przebiegu po pliku podanym wyżej: wchodzą wszystkie albo żaden.</translation>
  </message>
  <message>
   <source>Read the list anew</source>
   <translation>Wczytaj listę od nowa</translation>
  </message>
  <message>
   <source>Read the publication back over the network</source>
   <translation>Odczytaj publikację przez sieć, jak obcy klient</translation>
  </message>
  <message>
   <source>Read what somebody else wrote meanwhile, and decide again.</source>
   <translation>Przeczytaj, co w międzyczasie wpisała inna osoba, i zdecyduj ponownie.</translation>
  </message>
  <message>
   <source>Reading the hand-overs</source>
   <translation>Odczytywanie przekazań</translation>
  </message>
  <message>
   <source>Reading the reports to verify</source>
   <translation>Wczytywanie zgłoszeń do weryfikacji</translation>
  </message>
  <message>
   <source>Reading the units…</source>
   <translation>Odczyt jednostek…</translation>
  </message>
  <message>
   <source>Reading the versions…</source>
   <translation>Odczyt wersji…</translation>
  </message>
  <message>
   <source>Reading the working copy…</source>
   <translation>Czytanie kopii roboczej…</translation>
  </message>
  <message>
   <source>Reading what a map service offers needs the Python packages lxml and OWSLib, which this QGIS lacks.</source>
   <translation>Odczytanie oferty usługi mapowej wymaga pakietów Pythona lxml i OWSLib, których brakuje w tej instalacji QGIS.</translation>
  </message>
  <message>
   <source>Reads a served publication back over HTTP, through OWSLib and GDAL, and compares it with its folder: layers, columns, counts, places in every order of coordinates, validity, and that nothing else can be reached. Stops with a list of what failed. Defects of QGIS Server are listed, never passed as right.</source>
   <translation>Odczytuje udostępnianą publikację przez HTTP, za pomocą OWSLib i GDAL, i porównuje ją z jej folderem: warstwy, kolumny, liczby, położenie przy każdej kolejności współrzędnych i ważność; sprawdza też, czy nic innego nie jest dostępne. Błędy kończą działanie i są wypisywane na liście. Wady QGIS Server są wymieniane osobno i nigdy nie uchodzą za poprawny wynik.</translation>
  </message>
  <message>
   <source>Reads and checks everything and says what an import would bring. The store stays as it is; a reject file is written only where one is named.</source>
   <translation>Odczytuje i sprawdza wszystko i mówi, co dałby import. Baza zostaje bez zmian; plik odrzuconych powstaje tylko wtedy, gdy podano jego nazwę.</translation>
  </message>
  <message>
   <source>Reads and counts everything; changes nothing.</source>
   <translation>Odczytuje i zlicza wszystko, niczego nie zmienia.</translation>
  </message>
  <message>
   <source>Reads every attachment of a store and lists what is wrong: files that are missing or were changed since they were attached (SHA-256), rows whose path leads out of the folder, and files that no row names. Nothing is changed or deleted. Missing files usually lie where the store was copied or moved from: its folder belongs beside it.</source>
   <translation>Czyta każdy załącznik bazy i wymienia nieprawidłowości: pliki brakujące lub zmienione od dołączenia (SHA-256), wiersze, których ścieżka wyprowadza z folderu, oraz pliki, których nie wymienia żaden wiersz. Niczego nie zmienia ani nie usuwa. Brakujące pliki leżą zwykle tam, skąd bazę skopiowano lub przeniesiono: jej folder ma leżeć obok niej.</translation>
  </message>
  <message>
   <source>Reads reports from a KMZB data service, one request after the other with a pause between, and brings them into a store: all of it or nothing. No address is known to the plugin: whether the service may be read by a program is the decision of its operator, the police. Reports that the service no longer gives stay. An import that breaks off changes nothing, but keeps what it has read for a day: the next one with the same query goes on there and asks what changed since.</source>
   <translation>Odczytuje zgłoszenia z usługi danych KMZB, żądanie po żądaniu z przerwą pomiędzy, i wczytuje je do bazy: w całości albo wcale. Wtyczka nie zna żadnego adresu: o tym, czy program może czytać usługę, decyduje jej operator, Policja. Zgłoszenia, których usługa już nie podaje, zostają. Przerwany import niczego nie zmienia, ale przez dobę zachowuje to, co odczytał: następny z tym samym zapytaniem rusza od tego miejsca i pyta, co się od tej pory zmieniło.</translation>
  </message>
  <message>
   <source>Reason</source>
   <translation>Powód</translation>
  </message>
  <message>
   <source>Record &amp;answer…</source>
   <translation>Wpisz &amp;odpowiedź…</translation>
  </message>
  <message>
   <source>Record the &amp;answer…</source>
   <translation>Wpisz o&amp;dpowiedź…</translation>
  </message>
  <message>
   <source>Record: {path}</source>
   <translation>Metadane: {path}</translation>
  </message>
  <message>
   <source>Recording the hand-over</source>
   <translation>Zapisywanie przekazania</translation>
  </message>
  <message>
   <source>Records at most</source>
   <translation>Najwyżej rekordów</translation>
  </message>
  <message>
   <source>Records in the table</source>
   <translation>Rekordy w tabeli</translation>
  </message>
  <message>
   <source>Records that confirmed reports were handed over to a body (road manager, municipality, railway, …): their status becomes 'Potwierdzone (przekazane poza Policję)' with the public reason that fits the body. All reports or none. The day until which an answer is due follows from the body. With a folder, a sheet in PDF is written for each report; documents are inner and never published.</source>
   <translation>Zapisuje, że potwierdzone zgłoszenia przekazano podmiotowi (zarządcy drogi, gminie, kolei…): ich status staje się „Potwierdzone (przekazane poza Policję)”, z publicznym powodem odpowiednim do podmiotu. Wszystkie zgłoszenia albo żadne. Termin odpowiedzi wynika z podmiotu. Gdy podano folder, powstaje karta w PDF dla każdego zgłoszenia; dokumenty są wewnętrzne i nigdy nie są publikowane.</translation>
  </message>
  <message>
   <source>Records that the catalogue counts</source>
   <translation>Rekordy według katalogu</translation>
  </message>
  <message>
   <source>Reference</source>
   <translation>Numer zgłoszenia</translation>
  </message>
  <message>
   <source>Refused</source>
   <translation>Odmowa</translation>
  </message>
  <message>
   <source>Refused: {reason}.</source>
   <translation>Odmowa: {reason}.</translation>
  </message>
  <message>
   <source>Rehearsal: only count, change nothing</source>
   <translation>Próba: tylko policz, niczego nie zmieniaj</translation>
  </message>
  <message>
   <source>Reject file (rows that were not taken, and why)</source>
   <translation>Plik odrzuconych (wiersze nieprzyjęte i powody)</translation>
  </message>
  <message>
   <source>Rejected</source>
   <translation>Odrzucone</translation>
  </message>
  <message>
   <source>Remark</source>
   <translation>Uwaga</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Usuń</translation>
  </message>
  <message>
   <source>Remove '{name}' from the report? The file is kept beside the store.</source>
   <translation>Usunąć „{name}” ze zgłoszenia? Plik zostanie zachowany obok bazy zgłoszeń.</translation>
  </message>
  <message>
   <source>Removed</source>
   <translation>Usunięto</translation>
  </message>
  <message>
   <source>Removed, kept beside the store:</source>
   <translation>Usunięte, zachowane obok bazy zgłoszeń:</translation>
  </message>
  <message>
   <source>Removing what is left of the texts from the file…</source>
   <translation>Usuwanie z pliku pozostałości po tekstach…</translation>
  </message>
  <message>
   <source>Renew &amp;form and styles of the store</source>
   <translation>Odnów &amp;formularz i style bazy</translation>
  </message>
  <message>
   <source>Renew form and styles</source>
   <translation>Odnów formularz i style</translation>
  </message>
  <message>
   <source>Renewing the form of the store {name}</source>
   <translation>Odnawianie formularza bazy zgłoszeń {name}</translation>
  </message>
  <message>
   <source>Reopen</source>
   <translation>Wznów</translation>
  </message>
  <message>
   <source>Reopening a report needs a reason.</source>
   <translation>Wznowienie zgłoszenia wymaga podania powodu.</translation>
  </message>
  <message>
   <source>Repeats another report</source>
   <translation>Powtarza inne zgłoszenie</translation>
  </message>
  <message>
   <source>Repeats another report…</source>
   <translation>Powtarza inne zgłoszenie…</translation>
  </message>
  <message>
   <source>Repeats the report</source>
   <translation>Powtarza zgłoszenie</translation>
  </message>
  <message>
   <source>Replace also what officers set by hand</source>
   <translation>Zastąp także to, co koordynatorzy ustawili ręcznie</translation>
  </message>
  <message>
   <source>Replace by {filler}</source>
   <translation>Zastąp przez {filler}</translation>
  </message>
  <message>
   <source>Report</source>
   <translation>Zgłoszenie</translation>
  </message>
  <message>
   <source>Report (number on the map, or public id)</source>
   <translation>Zgłoszenie (numer z mapy albo publiczny identyfikator)</translation>
  </message>
  <message>
   <source>Report of gaps, overlaps and mended areas</source>
   <translation>Raport o lukach, nakładaniu się i naprawionych obszarach</translation>
  </message>
  <message>
   <source>Report that they repeat</source>
   <translation>Zgłoszenie, które powtarzają</translation>
  </message>
  <message>
   <source>Report {number}</source>
   <translation>Zgłoszenie {number}</translation>
  </message>
  <message>
   <source>Report {number} has changes that are not saved yet. Save them first.</source>
   <translation>Zgłoszenie {number} ma niezapisane zmiany. Najpierw je zapisz.</translation>
  </message>
  <message>
   <source>Report {number} is not in the layer any more.</source>
   <translation>Zgłoszenia {number} nie ma już w warstwie.</translation>
  </message>
  <message>
   <source>Report {number} lies in no jurisdiction: {x}, {y}.</source>
   <translation>Zgłoszenie {number} leży poza obszarami jednostek Policji: {x}, {y}.</translation>
  </message>
  <message>
   <source>Report {number} lies in no municipality: {x}, {y}.</source>
   <translation>Zgłoszenie {number} leży poza gminami: {x}, {y}.</translation>
  </message>
  <message>
   <source>Report {number}: code {before}, but it lies in {code}.</source>
   <translation>Zgłoszenie {number}: kod {before}, ale leży w {code}.</translation>
  </message>
  <message>
   <source>Report {number}: {category}</source>
   <translation>Zgłoszenie {number}: {category}</translation>
  </message>
  <message>
   <source>Report {number}: {kept} was set by hand and stays; its place says {says}.</source>
   <translation>Zgłoszenie {number}: wartość ustawiona ręcznie ({kept}) zostaje; miejsce wskazuje: {says}.</translation>
  </message>
  <message>
   <source>Report {number}: {sentence} Nothing was changed.</source>
   <translation>Zgłoszenie {number}: {sentence} Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>Report {report}</source>
   <translation>Zgłoszenie {report}</translation>
  </message>
  <message>
   <source>Report {report} has the status '{status}' now.</source>
   <translation>Zgłoszenie {report} ma teraz status „{status}”.</translation>
  </message>
  <message>
   <source>Report {report} may be published again, with the next publication.</source>
   <translation>Zgłoszenie {report} może znów zostać opublikowane, w następnej publikacji.</translation>
  </message>
  <message>
   <source>Report {report} was changed by {who} at {when} since you opened it. Nothing was saved; reload it and try again.</source>
   <translation>Po otwarciu zgłoszenia {report} wprowadzono w nim inne zmiany ({who}, {when}). Niczego nie zapisano; wczytaj je ponownie i powtórz zmiany.</translation>
  </message>
  <message>
   <source>Report {report} was not served; it stays out of later publications.</source>
   <translation>Zgłoszenie {report} nie było udostępniane; nie wejdzie ono do późniejszych publikacji.</translation>
  </message>
  <message>
   <source>Report {report} was withdrawn and stays out of later publications; version {version} is served now.</source>
   <translation>Zgłoszenie {report} wycofano i nie wejdzie ono do późniejszych publikacji; teraz udostępniana jest wersja {version}.</translation>
  </message>
  <message>
   <source>Report {report}: {refusal}</source>
   <translation>Zgłoszenie {report}: {refusal}</translation>
  </message>
  <message>
   <source>Report {report}: {sentence} Nothing was recorded.</source>
   <translation>Zgłoszenie {report}: {sentence} Niczego nie zapisano.</translation>
  </message>
  <message>
   <source>Report {report}: {who}, {when}</source>
   <translation>Zgłoszenie {report}: {who}, {when}</translation>
  </message>
  <message>
   <source>Report, number, body, place or words of the answer</source>
   <translation>Zgłoszenie, znak, podmiot, miejsce albo słowa odpowiedzi</translation>
  </message>
  <message>
   <source>Reported</source>
   <translation>Zgłoszono</translation>
  </message>
  <message>
   <source>Reported before?</source>
   <translation>Było już zgłoszone?</translation>
  </message>
  <message>
   <source>Reports (*.csv *.txt *.json *.geojson *.gpkg *.shp *.xlsx);;All files (*)</source>
   <translation>Zgłoszenia (*.csv *.txt *.json *.geojson *.gpkg *.shp *.xlsx);;Wszystkie pliki (*)</translation>
  </message>
  <message>
   <source>Reports (numbers on the map or public ids, separated by commas)</source>
   <translation>Zgłoszenia (numery z mapy albo identyfikatory publiczne, po przecinku)</translation>
  </message>
  <message>
   <source>Reports among these that are not closed: {count}.</source>
   <translation>Wśród nich zgłoszeń niezamkniętych: {count}.</translation>
  </message>
  <message>
   <source>Reports are never deleted. Close the report with a status instead.</source>
   <translation>Zgłoszeń się nie usuwa. Zamiast tego zakończ zgłoszenie odpowiednim statusem.</translation>
  </message>
  <message>
   <source>Reports by number (as the map shows them) or public id</source>
   <translation>Zgłoszenia według numeru (jak na mapie) lub publicznego identyfikatora</translation>
  </message>
  <message>
   <source>Reports changed</source>
   <translation>Zmienione zgłoszenia</translation>
  </message>
  <message>
   <source>Reports closed long enough ago</source>
   <translation>Zgłoszenia zamknięte dostatecznie dawno</translation>
  </message>
  <message>
   <source>Reports in the inner copy</source>
   <translation>Zgłoszenia w kopii wewnętrznej</translation>
  </message>
  <message>
   <source>Reports keep the units they have until the algorithm 'Assign units to reports' looks at them again.</source>
   <translation>Zgłoszenia zachowują swoje jednostki, dopóki algorytm „Przypisz jednostki do zgłoszeń” nie przejrzy ich ponownie.</translation>
  </message>
  <message>
   <source>Reports named below</source>
   <translation>Zgłoszenia wymienione poniżej</translation>
  </message>
  <message>
   <source>Reports of Poland's national map of safety threats: loaded, verified, digitized and published.</source>
   <translation>Zgłoszenia z Krajowej Mapy Zagrożeń Bezpieczeństwa: wczytywanie, weryfikacja, wprowadzanie i publikacja.</translation>
  </message>
  <message>
   <source>Reports of a layer of the store</source>
   <translation>Zgłoszenia z warstwy bazy zgłoszeń</translation>
  </message>
  <message numerus="yes">
   <source>Reports of this store were taken out %n time(s) before, last by {who}: on what is changed in two places somebody will have to decide.</source>
   <translation>
    <numerusform>Zgłoszenia tej bazy pobrano wcześniej %n raz, ostatnio {who}: to, co zostanie zmienione w dwóch miejscach, trzeba będzie rozstrzygnąć.</numerusform>
    <numerusform>Zgłoszenia tej bazy pobrano wcześniej %n razy, ostatnio {who}: to, co zostanie zmienione w dwóch miejscach, trzeba będzie rozstrzygnąć.</numerusform>
    <numerusform>Zgłoszenia tej bazy pobrano wcześniej %n razy, ostatnio {who}: to, co zostanie zmienione w dwóch miejscach, trzeba będzie rozstrzygnąć.</numerusform>
   </translation>
  </message>
  <message>
   <source>Reports refused</source>
   <translation>Zgłoszenia odrzucone</translation>
  </message>
  <message>
   <source>Reports selected on the map</source>
   <translation>Zaznaczone na mapie</translation>
  </message>
  <message>
   <source>Reports taken</source>
   <translation>Zgłoszenia przyjęte</translation>
  </message>
  <message>
   <source>Reports taken off the public server</source>
   <translation>Zgłoszenia usunięte z serwera publicznego</translation>
  </message>
  <message>
   <source>Reports taken out</source>
   <translation>Pobrane zgłoszenia</translation>
  </message>
  <message>
   <source>Reports that may speak of the same thing</source>
   <translation>Zgłoszenia, które mogą mówić o tym samym</translation>
  </message>
  <message>
   <source>Reports that repeat another one</source>
   <translation>Zgłoszenia, które powtarzają inne</translation>
  </message>
  <message>
   <source>Reports that wait for a decision</source>
   <translation>Zgłoszenia do rozstrzygnięcia</translation>
  </message>
  <message>
   <source>Reports were handed over to this body, so it stays in the list. Mark it as no longer valid instead.</source>
   <translation>Temu podmiotowi przekazano zgłoszenia, więc zostaje na liście. Oznacz go jako nieaktualny.</translation>
  </message>
  <message>
   <source>Reports whose officer is your own account</source>
   <translation>Zgłoszenia, których funkcjonariuszem jest Twoje konto</translation>
  </message>
  <message>
   <source>Reports with erased texts</source>
   <translation>Zgłoszenia z usuniętymi tekstami</translation>
  </message>
  <message>
   <source>Required</source>
   <translation>Wymagane</translation>
  </message>
  <message>
   <source>Result</source>
   <translation>Wynik</translation>
  </message>
  <message>
   <source>Rights of the database: {line}</source>
   <translation>Uprawnienia w bazie danych: {line}</translation>
  </message>
  <message>
   <source>Roll a publication back</source>
   <translation>Przywróć wcześniejszą wersję publikacji</translation>
  </message>
  <message>
   <source>Row</source>
   <translation>Wiersz</translation>
  </message>
  <message>
   <source>Row {row}</source>
   <translation>Wiersz {row}</translation>
  </message>
  <message>
   <source>Rows moved</source>
   <translation>Przeniesione wiersze</translation>
  </message>
  <message>
   <source>Rows sent</source>
   <translation>Wysłane wiersze</translation>
  </message>
  <message>
   <source>Rows that are no longer public</source>
   <translation>Wiersze, które nie są już publiczne</translation>
  </message>
  <message>
   <source>S&amp;ettings…</source>
   <translation>&amp;Ustawienia…</translation>
  </message>
  <message>
   <source>S&amp;top</source>
   <translation>&amp;Przerwij</translation>
  </message>
  <message>
   <source>Sa&amp;ve the mapping…</source>
   <translation>&amp;Zapisz przypisanie…</translation>
  </message>
  <message>
   <source>Sa&amp;ved</source>
   <translation>&amp;Zapisane</translation>
  </message>
  <message>
   <source>Save</source>
   <translation>Zapisz</translation>
  </message>
  <message>
   <source>Save a copy that may leave the unit: pictures without place, time and device</source>
   <translation>Zapisz kopię, która może opuścić jednostkę: zdjęcia bez miejsca, czasu i urządzenia</translation>
  </message>
  <message>
   <source>Save and &amp;link to it</source>
   <translation>Zapisz i &amp;powiąż</translation>
  </message>
  <message>
   <source>Save as &amp;CSV…</source>
   <translation>Zapisz jako &amp;CSV…</translation>
  </message>
  <message>
   <source>Save as &amp;PDF…</source>
   <translation>Zapisz jako &amp;PDF…</translation>
  </message>
  <message>
   <source>Save or discard the edits of the reports first.</source>
   <translation>Najpierw zapisz albo odrzuć edycję zgłoszeń.</translation>
  </message>
  <message>
   <source>Save or discard the edits of the reports first; then renew the form.</source>
   <translation>Najpierw zapisz albo odrzuć zmiany w zgłoszeniach, potem odnów formularz.</translation>
  </message>
  <message>
   <source>Save the copy as it is?</source>
   <translation>Zapisać kopię w obecnej postaci?</translation>
  </message>
  <message>
   <source>Save the decision ({key})</source>
   <translation>Zapisz decyzję ({key})</translation>
  </message>
  <message>
   <source>Save the list</source>
   <translation>Zapisz listę</translation>
  </message>
  <message>
   <source>Save the mapping</source>
   <translation>Zapisz przypisanie kolumn</translation>
  </message>
  <message>
   <source>Save the plugin's own sheet as a template to change</source>
   <translation>Zapisz własną kartę wtyczki jako szablon do zmiany</translation>
  </message>
  <message>
   <source>Save this filter</source>
   <translation>Zapisz ten filtr</translation>
  </message>
  <message>
   <source>Save this filter…</source>
   <translation>Zapisz ten filtr…</translation>
  </message>
  <message>
   <source>Saved.</source>
   <translation>Zapisano.</translation>
  </message>
  <message>
   <source>Saved: {path}</source>
   <translation>Zapisano: {path}</translation>
  </message>
  <message>
   <source>Say after how many months: neither the job nor the store's setting '{name}' does.</source>
   <translation>Podaj, po ilu miesiącach: nie mówi tego ani zadanie, ani ustawienie bazy „{name}”.</translation>
  </message>
  <message>
   <source>Say what to take out: a unit, an area of a layer, or an extent.</source>
   <translation>Podaj, co pobrać: jednostkę, obszar z warstwy lub zasięg.</translation>
  </message>
  <message>
   <source>Say where the copy is to be kept: QGIS deletes its temporary files when it ends.</source>
   <translation>Wskaż, gdzie zapisać kopię: pliki tymczasowe QGIS usuwa przy zamknięciu.</translation>
  </message>
  <message>
   <source>Say which report they repeat.</source>
   <translation>Podaj, które zgłoszenie powtarzają.</translation>
  </message>
  <message>
   <source>Say which reports repeat another one.</source>
   <translation>Podaj, które zgłoszenia powtarzają inne.</translation>
  </message>
  <message>
   <source>Says in which folder the attachments of a team's database lie: a share of the unit that every desk reaches under the same path and may write to. Files are not moved: copy the old folder's content first. How many attachments have no file in the new folder is told. Only an administrator of the store may do this. The attachments of a GeoPackage lie beside its file and need no such folder.</source>
   <translation>Wskazuje folder, w którym leżą załączniki bazy zespołu: udział sieciowy jednostki, do którego każde stanowisko sięga tą samą ścieżką i w którym może zapisywać. Pliki nie są przenoszone: najpierw skopiuj zawartość dotychczasowego folderu. Algorytm podaje, ile załączników nie ma pliku w nowym folderze. Może to zrobić tylko administrator bazy zgłoszeń. Załączniki GeoPackage leżą obok jego pliku i takiego folderu nie potrzebują.</translation>
  </message>
  <message>
   <source>Says that reports repeat another one, all of them or none. Linking closes nothing by itself: when the report that is repeated is closed, its open duplicates close with it, with the same status and public reason. Taking a link off brings back what it changed. Numbers are those of the map: the reference, else the OBJECTID, else the number in the store; several are separated by commas.</source>
   <translation>Zapisuje, że zgłoszenia powtarzają inne: wszystkie albo żadne. Powiązanie samo niczego nie zamyka: gdy zgłoszenie powtarzane zostanie zamknięte, jego otwarte powtórzenia zamkną się z nim, z tym samym statusem i powodem publicznym. Zdjęcie powiązania przywraca to, co ono zmieniło. Numery są takie jak na mapie: numer zgłoszenia, inaczej OBJECTID, inaczej numer w bazie zgłoszeń; kilka rozdziela się przecinkami.</translation>
  </message>
  <message>
   <source>Says which column of the file is which column of KMZB, and how other names of categories and statuses are to be taken. It is made in the import window, or by the next parameter, and can be edited as text.</source>
   <translation>Mówi, która kolumna pliku jest którą kolumną KMZB i jak rozumieć inne nazwy kategorii i statusów. Powstaje w oknie importu albo przez następny parametr; można je edytować jak tekst.</translation>
  </message>
  <message>
   <source>Scale of the map at a report; {key} shows it again</source>
   <translation>Skala mapy przy zgłoszeniu; klawisz {key} pokazuje je ponownie</translation>
  </message>
  <message>
   <source>Scale of the map, 1 to</source>
   <translation>Skala mapy, 1 do</translation>
  </message>
  <message>
   <source>Search for a category</source>
   <translation>Szukaj kategorii</translation>
  </message>
  <message>
   <source>Search for at most {most} words of {letters} letters in all.</source>
   <translation>Szukaj najwyżej {most} słów, razem do {letters} znaków.</translation>
  </message>
  <message>
   <source>Search the metadata catalogue</source>
   <translation>Szukaj w katalogu metadanych</translation>
  </message>
  <message>
   <source>Search the metadata catalogue of the national geoportal and add services it lists as layers</source>
   <translation>Szukaj w katalogu metadanych geoportalu i dodawaj znalezione usługi jako warstwy</translation>
  </message>
  <message>
   <source>Searches the metadata catalogue (CSW) of the national geoportal and writes a table of what was found: title, organization, kind, abstract, conditions of use, addresses of services and of the record. Every word must occur; * stands for any letters. The catalogue's address is in the catalogue of services, which your own may change.</source>
   <translation>Przeszukuje katalog metadanych (CSW) geoportalu krajowego i zapisuje tabelę wyników: tytuł, organizacja, rodzaj, opis, warunki korzystania, adresy usług i rekordu. Każde słowo musi wystąpić; * zastępuje dowolne litery. Adres katalogu jest w katalogu usług; można go zmienić we własnym.</translation>
  </message>
  <message>
   <source>Searching the catalogue needs the Python packages lxml and OWSLib, which this QGIS lacks.</source>
   <translation>Szukanie w katalogu wymaga pakietów Pythona lxml i OWSLib, których brakuje w tym QGIS.</translation>
  </message>
  <message>
   <source>Searching the catalogue…</source>
   <translation>Szukanie w katalogu…</translation>
  </message>
  <message>
   <source>Searching…</source>
   <translation>Szukam…</translation>
  </message>
  <message>
   <source>Search…</source>
   <translation>Szukaj…</translation>
  </message>
  <message>
   <source>Seed</source>
   <translation>Ziarno</translation>
  </message>
  <message>
   <source>Select one report on the map first: the one that repeats another.</source>
   <translation>Najpierw zaznacz na mapie jedno zgłoszenie: to, które powtarza inne.</translation>
  </message>
  <message>
   <source>Select the reports on the map first.</source>
   <translation>Najpierw proszę zaznaczyć zgłoszenia na mapie.</translation>
  </message>
  <message>
   <source>Select the reports on the map that are to be handed over.</source>
   <translation>Zaznacz na mapie zgłoszenia, które mają być przekazane.</translation>
  </message>
  <message numerus="yes">
   <source>Selected on the map, but closed or left out by the filter: %n report(s).</source>
   <translation>
    <numerusform>Zaznaczone na mapie, lecz zamknięte lub pominięte przez filtr: %n zgłoszenie.</numerusform>
    <numerusform>Zaznaczone na mapie, lecz zamknięte lub pominięte przez filtr: %n zgłoszenia.</numerusform>
    <numerusform>Zaznaczone na mapie, lecz zamknięte lub pominięte przez filtr: %n zgłoszeń.</numerusform>
   </translation>
  </message>
  <message>
   <source>Separated by commas, semicolons, blanks or lines.</source>
   <translation>Oddzielone przecinkami, średnikami, odstępami lub wierszami.</translation>
  </message>
  <message>
   <source>Series of data sets</source>
   <translation>Seria zbiorów danych</translation>
  </message>
  <message>
   <source>Serves an earlier version again, as a new version: its rows minus every row that is not public now. The store decides what is public; it is remembered from publishing. Without it only rows that are served now are kept.</source>
   <translation>Udostępnia ponownie wcześniejszą wersję, jako nową: jej wiersze bez tych, które obecnie nie są publiczne. O tym, co jest publiczne, rozstrzyga baza zgłoszeń zapamiętana przy publikowaniu. Bez niej pozostają tylko wiersze udostępniane obecnie.</translation>
  </message>
  <message>
   <source>Service</source>
   <translation>Usługa</translation>
  </message>
  <message>
   <source>Service catalogue (*.json)</source>
   <translation>Katalog usług (*.json)</translation>
  </message>
  <message>
   <source>Service, folders, own service catalogue</source>
   <translation>Usługa, foldery, własny katalog usług</translation>
  </message>
  <message>
   <source>Set by hand otherwise, kept</source>
   <translation>Inaczej ustawione ręcznie, zachowane</translation>
  </message>
  <message>
   <source>Sets the status '{status}'</source>
   <translation>Ustawia status „{status}”</translation>
  </message>
  <message>
   <source>Settled without an answer</source>
   <translation>Załatwione bez odpowiedzi</translation>
  </message>
  <message>
   <source>Several columns may be '{column}', so none was taken: {names}.</source>
   <translation>Kilka kolumn może być kolumną „{column}”, więc nie przypisano żadnej: {names}.</translation>
  </message>
  <message>
   <source>Several files</source>
   <translation>Kilka plików</translation>
  </message>
  <message>
   <source>Several reasons have these words: choose one with the arrow keys, or type more of it.</source>
   <translation>Te słowa pasują do kilku powodów: wskaż jeden strzałkami albo wpisz więcej liter.</translation>
  </message>
  <message>
   <source>Several reports have an id like '{report}': {ids}. Write capital letters as they are.</source>
   <translation>Kilka zgłoszeń ma identyfikator podobny do „{report}”: {ids}. Podaj go z właściwymi wielkimi i małymi literami.</translation>
  </message>
  <message>
   <source>Several reports have the number '{report}'. Give the public id: {ids}.</source>
   <translation>Numer „{report}” ma kilka zgłoszeń. Podaj publiczny identyfikator: {ids}.</translation>
  </message>
  <message>
   <source>Several reports have the number {number}. Give the public id.</source>
   <translation>Numer {number} ma kilka zgłoszeń. Podaj identyfikator publiczny.</translation>
  </message>
  <message>
   <source>Several reports have the number {report}: give their public ids instead.</source>
   <translation>Kilka zgłoszeń ma numer {report}: proszę podać ich publiczne identyfikatory.</translation>
  </message>
  <message>
   <source>Sheet</source>
   <translation>Karta</translation>
  </message>
  <message>
   <source>Sheets</source>
   <translation>Karty</translation>
  </message>
  <message>
   <source>Sheets (PDF)</source>
   <translation>Karty (PDF)</translation>
  </message>
  <message>
   <source>Sho&amp;w all</source>
   <translation>Pokaż &amp;wszystkie</translation>
  </message>
  <message>
   <source>Show on the &amp;map</source>
   <translation>Pokaż na &amp;mapie</translation>
  </message>
  <message>
   <source>Show the reports again</source>
   <translation>Pokaż zgłoszenia ponownie</translation>
  </message>
  <message>
   <source>Shows the picture from the air below the reports while you verify</source>
   <translation>Pokazuje zdjęcie lotnicze pod zgłoszeniami na czas weryfikacji</translation>
  </message>
  <message>
   <source>Since when the answer to the hand-over is overdue</source>
   <translation>Od kiedy zaległa jest odpowiedź na przekazanie</translation>
  </message>
  <message>
   <source>Since: {moment}</source>
   <translation>Od: {moment}</translation>
  </message>
  <message numerus="yes">
   <source>Slivers narrower than {width} m between units: %n, {area} m² together.</source>
   <translation>
    <numerusform>Szczeliny między jednostkami węższe niż {width} m: %n, razem {area} m².</numerusform>
    <numerusform>Szczeliny między jednostkami węższe niż {width} m: %n, razem {area} m².</numerusform>
    <numerusform>Szczeliny między jednostkami węższe niż {width} m: %n, razem {area} m².</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Slivers narrower than {width} m where units overlap: %n, {area} m² together.</source>
   <translation>
    <numerusform>Nakładania się węższe niż {width} m: %n, razem {area} m².</numerusform>
    <numerusform>Nakładania się węższe niż {width} m: %n, razem {area} m².</numerusform>
    <numerusform>Nakładania się węższe niż {width} m: %n, razem {area} m².</numerusform>
   </translation>
  </message>
  <message>
   <source>Somebody else made the last decision on this report: only that person can undo it.</source>
   <translation>Ostatnią decyzję o tym zgłoszeniu podjął ktoś inny: tylko ta osoba może ją cofnąć.</translation>
  </message>
  <message>
   <source>Someone else changed this hand-over since you opened it. Nothing was saved; look at it again.</source>
   <translation>Ktoś inny zmienił to przekazanie, odkąd je otwarto. Niczego nie zapisano; obejrzyj je ponownie.</translation>
  </message>
  <message>
   <source>Someone else changed this report since you opened it. Nothing was saved; reload the report and try again.</source>
   <translation>Po otwarciu tego zgłoszenia zmienił je ktoś inny. Niczego nie zapisano; wczytaj zgłoszenie ponownie i powtórz zmiany.</translation>
  </message>
  <message>
   <source>Something unexpected went wrong. The 'KMZB' tab of the log panel has the details.</source>
   <translation>Wystąpił nieoczekiwany błąd. Szczegóły są w panelu „Komunikaty”, na karcie „KMZB”.</translation>
  </message>
  <message>
   <source>Source: National map of safety threats (KMZB), Polish Police</source>
   <translation>Źródło: Krajowa Mapa Zagrożeń Bezpieczeństwa (KMZB), Policja</translation>
  </message>
  <message>
   <source>State</source>
   <translation>Stan</translation>
  </message>
  <message>
   <source>State of the data: {state} (last import or edit). Printed: {time}</source>
   <translation>Stan danych: {state} (ostatni import lub zmiana). Wydruk: {time}</translation>
  </message>
  <message>
   <source>State of the day (YYYY-MM-DD; empty: now)</source>
   <translation>Stan na dzień (RRRR-MM-DD; puste: teraz)</translation>
  </message>
  <message>
   <source>State of the record</source>
   <translation>Stan rekordu</translation>
  </message>
  <message>
   <source>Status</source>
   <translation>Status</translation>
  </message>
  <message>
   <source>Status before</source>
   <translation>Status przedtem</translation>
  </message>
  <message>
   <source>Status here</source>
   <translation>Status w bazie</translation>
  </message>
  <message>
   <source>Status here: enter this</source>
   <translation>Status w bazie: wpisać</translation>
  </message>
  <message>
   <source>Status since then</source>
   <translation>Status odtąd</translation>
  </message>
  <message>
   <source>Status there</source>
   <translation>Status w serwisie</translation>
  </message>
  <message>
   <source>Statuses (none: all)</source>
   <translation>Statusy (brak wyboru: wszystkie)</translation>
  </message>
  <message numerus="yes">
   <source>Still to be decided: %n row(s).</source>
   <translation>
    <numerusform>Do rozstrzygnięcia pozostał %n wiersz.</numerusform>
    <numerusform>Do rozstrzygnięcia pozostały %n wiersze.</numerusform>
    <numerusform>Do rozstrzygnięcia pozostało %n wierszy.</numerusform>
   </translation>
  </message>
  <message>
   <source>Store</source>
   <translation>Baza zgłoszeń</translation>
  </message>
  <message>
   <source>Store (*.gpkg)</source>
   <translation>Baza zgłoszeń (*.gpkg)</translation>
  </message>
  <message>
   <source>Store (empty: the one published last)</source>
   <translation>Baza zgłoszeń (puste: ostatnio publikowana)</translation>
  </message>
  <message>
   <source>Store that is to remember this</source>
   <translation>Baza, która ma to zapamiętać</translation>
  </message>
  <message>
   <source>Store {path} made, schema {schema}.</source>
   <translation>Utworzono bazę zgłoszeń {path}, wersja schematu: {schema}.</translation>
  </message>
  <message>
   <source>Store {store}, state of {moment}.</source>
   <translation>Baza {store}, stan na {moment}.</translation>
  </message>
  <message>
   <source>Subscribes an inner database to the reports that citizens send to the public server, by PostgreSQL's logical replication; the inner server opens the connection. Run again it checks, and where the public server no longer holds what was not collected, it copies everything anew: nothing is lost or comes twice.</source>
   <translation>Subskrybuje w bazie wewnętrznej zgłoszenia, które obywatele wysyłają na serwer publiczny – przez replikację logiczną PostgreSQL; połączenie otwiera serwer wewnętrzny. Uruchomiony ponownie sprawdza stan, a jeżeli serwer publiczny nie trzyma już tego, czego nie odebrano, kopiuje wszystko od nowa: nic nie ginie i nic nie przychodzi dwa razy.</translation>
  </message>
  <message>
   <source>TERYT</source>
   <translation>TERYT</translation>
  </message>
  <message>
   <source>TERYT code</source>
   <translation>Kod TERYT</translation>
  </message>
  <message>
   <source>TERYT code before</source>
   <translation>Dotychczasowy kod TERYT</translation>
  </message>
  <message>
   <source>TERYT code of the place</source>
   <translation>Kod TERYT miejsca</translation>
  </message>
  <message>
   <source>TERYT codes had lost their leading zero; it was put back.</source>
   <translation>Kody TERYT straciły początkowe zero; przywrócono je.</translation>
  </message>
  <message>
   <source>Table of what was found</source>
   <translation>Tabela wyników</translation>
  </message>
  <message>
   <source>Take &amp;theirs</source>
   <translation>Weź t&amp;amte</translation>
  </message>
  <message>
   <source>Take citizens' reports into the store</source>
   <translation>Wprowadź zgłoszenia obywateli do bazy</translation>
  </message>
  <message>
   <source>Take it off the list: it may be published again</source>
   <translation>Usuń z listy wycofanych: zgłoszenie może być znów publikowane</translation>
  </message>
  <message>
   <source>Take off the public server what arrived here so many days ago (empty: nothing)</source>
   <translation>Usuń z serwera publicznego to, co przyszło tutaj tyle dni temu (puste: nic)</translation>
  </message>
  <message>
   <source>Take one report out of the publication at once</source>
   <translation>Usuń od razu jedno zgłoszenie z publikacji</translation>
  </message>
  <message>
   <source>Take reports o&amp;ut…</source>
   <translation>Pobi&amp;erz zgłoszenia w teren…</translation>
  </message>
  <message>
   <source>Take reports out</source>
   <translation>Pobierz zgłoszenia w teren</translation>
  </message>
  <message>
   <source>Take the link &amp;off</source>
   <translation>Z&amp;dejmij powiązanie</translation>
  </message>
  <message>
   <source>Take the links off instead</source>
   <translation>Zdejmij powiązania</translation>
  </message>
  <message>
   <source>Take up</source>
   <translation>Podejmij</translation>
  </message>
  <message numerus="yes">
   <source>Taken out to {path}: %n report(s).</source>
   <translation>
    <numerusform>Pobrano do {path}: %n zgłoszenie.</numerusform>
    <numerusform>Pobrano do {path}: %n zgłoszenia.</numerusform>
    <numerusform>Pobrano do {path}: %n zgłoszeń.</numerusform>
   </translation>
  </message>
  <message>
   <source>Takes one report out of what is served and of all kept versions at once, and keeps it out of later publications. Give the report's public id, or its number as the map shows it where the store is known.</source>
   <translation>Usuwa jedno zgłoszenie z udostępnianych danych i ze wszystkich zachowanych wersji naraz i nie wpuszcza go do późniejszych publikacji. Podaj publiczny identyfikator zgłoszenia albo, jeśli baza jest znana, jego numer z mapy.</translation>
  </message>
  <message>
   <source>Template of the sheet (empty: the plugin's own)</source>
   <translation>Szablon karty (puste: własny wtyczki)</translation>
  </message>
  <message>
   <source>Template {path} written.</source>
   <translation>Zapisano szablon {path}.</translation>
  </message>
  <message>
   <source>Texts are erased by an administrator of the store; your log-in is none.</source>
   <translation>Teksty usuwa administrator bazy zgłoszeń; Twój login nim nie jest.</translation>
  </message>
  <message>
   <source>Texts are kept for at least one month after a report was closed.</source>
   <translation>Teksty są przechowywane co najmniej miesiąc po zamknięciu zgłoszenia.</translation>
  </message>
  <message>
   <source>Texts in reports</source>
   <translation>Teksty w zgłoszeniach</translation>
  </message>
  <message>
   <source>Texts in reports: {texts}; in their history: {history}; attachments: {files}; of hand-overs: {answers}; sheets: {sheets}.</source>
   <translation>Teksty w zgłoszeniach: {texts}; w ich historii: {history}; załączniki: {files}; teksty przekazań: {answers}; karty: {sheets}.</translation>
  </message>
  <message>
   <source>Texts in the history</source>
   <translation>Teksty w historii</translation>
  </message>
  <message>
   <source>Texts of hand-overs</source>
   <translation>Teksty przekazań</translation>
  </message>
  <message>
   <source>That is longer ago than any calendar goes.</source>
   <translation>Tak daleko wstecz nie sięga żaden kalendarz.</translation>
  </message>
  <message>
   <source>That was the last report of the list. {key} reads the list anew.</source>
   <translation>To było ostatnie zgłoszenie na liście. Klawisz {key} wczytuje listę od nowa.</translation>
  </message>
  <message>
   <source>The CRS '{crs}' is not known: give one such as EPSG:2180.</source>
   <translation>Układ współrzędnych „{crs}” jest nieznany: podaj układ taki jak EPSG:2180.</translation>
  </message>
  <message>
   <source>The CRS and axis order of the places cannot be told ({evidence}): set the CRS and the axis order.</source>
   <translation>Nie da się ustalić układu współrzędnych i kolejności osi ({evidence}): podaj układ współrzędnych i kolejność współrzędnych.</translation>
  </message>
  <message>
   <source>The WFS at {url} is not a KMZB publication.</source>
   <translation>Usługa WFS pod adresem {url} nie jest publikacją KMZB.</translation>
  </message>
  <message>
   <source>The account used for {zone} has no right to do this: {reason}.</source>
   <translation>Konto używane do {zone} nie ma do tego prawa: {reason}.</translation>
  </message>
  <message>
   <source>The address cannot be opened: {url}</source>
   <translation>Nie można otworzyć adresu: {url}</translation>
  </message>
  <message>
   <source>The address could not be learnt.</source>
   <translation>Nie udało się ustalić adresu.</translation>
  </message>
  <message>
   <source>The address must begin with http:// or https:// and name a host.</source>
   <translation>Adres musi zaczynać się od http:// lub https:// i zawierać nazwę serwera.</translation>
  </message>
  <message>
   <source>The algorithm 'Assign units to reports' lists them.</source>
   <translation>Wymienia je algorytm „Przypisz jednostki do zgłoszeń”.</translation>
  </message>
  <message>
   <source>The answer has closed the report. Reopen the report instead.</source>
   <translation>Odpowiedź zamknęła zgłoszenie. Zamiast tego wznów zgłoszenie.</translation>
  </message>
  <message>
   <source>The answer is not one of a metadata catalogue (CSW 2.0.2).</source>
   <translation>To nie jest odpowiedź katalogu metadanych (CSW 2.0.2).</translation>
  </message>
  <message>
   <source>The answer of '{host}' is larger than the plugin takes.</source>
   <translation>Odpowiedź serwera „{host}” jest większa, niż wtyczka może przyjąć.</translation>
  </message>
  <message>
   <source>The answer of the service</source>
   <translation>Odpowiedź usługi</translation>
  </message>
  <message>
   <source>The answer of {service} cannot be understood: the service may have changed.</source>
   <translation>Nie można zrozumieć odpowiedzi: {service}. Możliwe, że usługa się zmieniła.</translation>
  </message>
  <message>
   <source>The area of the unit '{code}' ({name}) is damaged and cannot be mended.</source>
   <translation>Obszar jednostki „{code}” ({name}) jest uszkodzony i nie da się go naprawić.</translation>
  </message>
  <message>
   <source>The attachment belongs to no report of the store.</source>
   <translation>Załącznik nie należy do żadnego zgłoszenia w bazie.</translation>
  </message>
  <message>
   <source>The attachment could not be removed: {reason}.</source>
   <translation>Nie udało się usunąć załącznika: {reason}.</translation>
  </message>
  <message>
   <source>The attachment is of a kind or size that is not taken.</source>
   <translation>Załącznik jest rodzaju lub rozmiaru, którego się nie przyjmuje.</translation>
  </message>
  <message>
   <source>The attachment was erased.</source>
   <translation>Załącznik usunięto trwale.</translation>
  </message>
  <message>
   <source>The attachment was removed already, by somebody else.</source>
   <translation>Załącznik usunął już ktoś inny.</translation>
  </message>
  <message>
   <source>The attachments cannot be copied: {reason}.</source>
   <translation>Nie można skopiować załączników: {reason}.</translation>
  </message>
  <message>
   <source>The attachments cannot be copied: {reason}. Nothing was changed.</source>
   <translation>Nie można skopiować załączników: {reason}. Nic nie zmieniono.</translation>
  </message>
  <message>
   <source>The attachments cannot be read: {reason}.</source>
   <translation>Nie można odczytać załączników: {reason}.</translation>
  </message>
  <message>
   <source>The attachments lie in {folder} now.</source>
   <translation>Załączniki leżą teraz w folderze {folder}.</translation>
  </message>
  <message>
   <source>The attachments of a GeoPackage lie beside its file; only a database names a folder.</source>
   <translation>Załączniki bazy GeoPackage leżą obok jej pliku; folder wskazuje się tylko dla bazy na serwerze.</translation>
  </message>
  <message>
   <source>The base address before /imlDataService. No default: the operator's terms decide who may use it.</source>
   <translation>Adres bazowy, czyli część przed /imlDataService. Nie ma wartości domyślnej: o tym, kto może korzystać z usługi, decyduje regulamin jej operatora.</translation>
  </message>
  <message>
   <source>The basemap '{title}' cannot be drawn now. {reason}</source>
   <translation>Nie można teraz narysować podkładu „{title}”. {reason}</translation>
  </message>
  <message>
   <source>The basemap '{title}' cannot be shown. {reason}</source>
   <translation>Nie można wyświetlić podkładu „{title}”. {reason}</translation>
  </message>
  <message>
   <source>The basemap '{title}' is back.</source>
   <translation>Podkład „{title}” znów działa.</translation>
  </message>
  <message>
   <source>The basemap '{title}' is slow: '{host}' has not answered for {seconds} s. QGIS goes on waiting; you can work with the reports meanwhile.</source>
   <translation>Podkład „{title}” jest powolny: „{host}” nie odpowiada od {seconds} s. QGIS czeka dalej, a na zgłoszeniach można w tym czasie pracować.</translation>
  </message>
  <message>
   <source>The basemap '{title}' still cannot be read.</source>
   <translation>Podkładu „{title}” nadal nie można odczytać.</translation>
  </message>
  <message>
   <source>The basemap '{title}' was added.</source>
   <translation>Dodano podkład „{title}”.</translation>
  </message>
  <message>
   <source>The body is not in the list of bodies, or is marked there as no longer valid.</source>
   <translation>Podmiotu nie ma na liście albo jest na niej oznaczony jako nieaktualny.</translation>
  </message>
  <message>
   <source>The catalogue answered with a web page instead of records: it may be down for maintenance.</source>
   <translation>Katalog przysłał stronę WWW zamiast rekordów: może trwać przerwa techniczna.</translation>
  </message>
  <message>
   <source>The catalogue cannot be searched. {reason}</source>
   <translation>Nie można przeszukać katalogu. {reason}</translation>
  </message>
  <message>
   <source>The catalogue counts {count} records: add words, or allow more.</source>
   <translation>Katalog liczy {count} rekordów: dodaj słowa albo zwiększ dozwoloną liczbę rekordów.</translation>
  </message>
  <message>
   <source>The catalogue gave nothing new on several pages: it was not asked for the rest.</source>
   <translation>Katalog na kilku stronach nie podał nic nowego: o resztę nie zapytano.</translation>
  </message>
  <message>
   <source>The catalogue lists it in {list}, not in {crs}.</source>
   <translation>Katalog usług podaje dla niego układy: {list}; nie ma wśród nich {crs}.</translation>
  </message>
  <message>
   <source>The catalogue reports an error: {reason}.</source>
   <translation>Katalog zgłasza błąd: {reason}.</translation>
  </message>
  <message>
   <source>The category is missing or not one of the catalogue's.</source>
   <translation>Brakuje kategorii albo nie ma jej w katalogu.</translation>
  </message>
  <message>
   <source>The category is missing.</source>
   <translation>Brak kategorii.</translation>
  </message>
  <message>
   <source>The category was not offered on the day of the report.</source>
   <translation>W dniu zgłoszenia ta kategoria nie obowiązywała.</translation>
  </message>
  <message>
   <source>The certificate of '{host}' has expired.</source>
   <translation>Certyfikat serwera „{host}” stracił ważność.</translation>
  </message>
  <message>
   <source>The certificate of '{host}' is not valid yet: check this computer's clock.</source>
   <translation>Certyfikat serwera „{host}” nie jest jeszcze ważny: sprawdź zegar tego komputera.</translation>
  </message>
  <message>
   <source>The certificate of '{host}' is self-signed: nobody vouches for that server.</source>
   <translation>Certyfikat serwera „{host}” jest samopodpisany: nikt nie poświadcza tożsamości tego serwera.</translation>
  </message>
  <message>
   <source>The certificate of '{host}' was issued by an authority that this computer does not know.</source>
   <translation>Certyfikat serwera „{host}” wystawił urząd certyfikacji nieznany temu komputerowi.</translation>
  </message>
  <message>
   <source>The certificate of '{host}' was issued for another host name.</source>
   <translation>Certyfikat serwera „{host}” wystawiono dla innej nazwy serwera.</translation>
  </message>
  <message>
   <source>The change date '{value}' is not epoch milliseconds.</source>
   <translation>Data modyfikacji „{value}” nie jest zapisana w milisekundach od 1 stycznia 1970 r.</translation>
  </message>
  <message>
   <source>The change date lies in the future.</source>
   <translation>Data modyfikacji jest w przyszłości.</translation>
  </message>
  <message>
   <source>The citizen's number, else the service's, else the store's</source>
   <translation>Numer zgłaszającego, a gdy go brak: numer usługi albo bazy</translation>
  </message>
  <message>
   <source>The column</source>
   <translation>Kolumna</translation>
  </message>
  <message>
   <source>The constraint</source>
   <translation>Ograniczenie</translation>
  </message>
  <message>
   <source>The contact has no e-mail address, which INSPIRE and the Polish profile require.</source>
   <translation>W danych kontaktowych nie ma adresu e-mail, którego wymagają INSPIRE i polski profil metadanych.</translation>
  </message>
  <message>
   <source>The coordinate system '{crs}' is not known; give one such as EPSG:2180.</source>
   <translation>Układ współrzędnych „{crs}” jest nieznany; podaj układ taki jak EPSG:2180.</translation>
  </message>
  <message>
   <source>The coordinate system of the map does not reach Poland: the place cannot be shown.</source>
   <translation>Układ współrzędnych mapy nie obejmuje Polski: nie można pokazać tego miejsca.</translation>
  </message>
  <message>
   <source>The data file {path} is damaged.</source>
   <translation>Plik danych {path} jest uszkodzony.</translation>
  </message>
  <message>
   <source>The data file {path} of the served publication is missing.</source>
   <translation>Brakuje pliku danych {path} udostępnianej publikacji.</translation>
  </message>
  <message>
   <source>The database sends times of another zone than UTC: hours are shown wrong. Its administrator puts that right by ALTER DATABASE … SET timezone TO 'UTC'.</source>
   <translation>Baza danych podaje czas innej strefy niż UTC: godziny są pokazywane błędnie. Administrator naprawi to poleceniem ALTER DATABASE … SET timezone TO 'UTC'.</translation>
  </message>
  <message>
   <source>The database server {zone} does not answer or does not let us in: {reason}.</source>
   <translation>Serwer bazy danych {zone} nie odpowiada albo nie wpuszcza: {reason}.</translation>
  </message>
  <message>
   <source>The database server {zone} has too much to do just now.</source>
   <translation>Serwer bazy danych {zone} jest teraz zbyt obciążony.</translation>
  </message>
  <message>
   <source>The database server {zone} refused: {reason}.</source>
   <translation>Serwer bazy danych {zone} odmówił: {reason}.</translation>
  </message>
  <message>
   <source>The database server {zone} was busy for too long.</source>
   <translation>Serwer bazy danych {zone} był zbyt długo zajęty.</translation>
  </message>
  <message>
   <source>The database {path} has no PostGIS, and it could not be added: {reason}. Let the server's administrator run CREATE EXTENSION postgis in it.</source>
   <translation>W bazie danych {path} nie ma PostGIS i nie udało się go dodać: {reason}. Niech administrator serwera wykona w niej CREATE EXTENSION postgis.</translation>
  </message>
  <message>
   <source>The database {path} holds a store already. Open it as a store.</source>
   <translation>Baza danych {path} zawiera już bazę zgłoszeń. Otwórz ją.</translation>
  </message>
  <message>
   <source>The database {zone} holds no copy of the public intake: let its administrator run kmzb:subscribeintake there first.</source>
   <translation>W bazie {zone} nie ma kopii zgłoszeń obywateli: jej administrator musi tam najpierw uruchomić kmzb:subscribeintake.</translation>
  </message>
  <message>
   <source>The database {zone} is not set up as this plugin's public zone: run zone-public.sh of the plugin's version there.</source>
   <translation>Baza {zone} nie jest przygotowana jako strefa publiczna tej wtyczki: uruchom tam zone-public.sh z tej wersji wtyczki.</translation>
  </message>
  <message>
   <source>The date form '{form}' is none of ms, iso, dmy.</source>
   <translation>Postać dat „{form}” nie jest żadną z: ms, iso, dmy.</translation>
  </message>
  <message>
   <source>The day of the answer, or the day until which it is due, is earlier than the day of the hand-over.</source>
   <translation>Dzień odpowiedzi albo jej termin jest wcześniejszy niż dzień przekazania.</translation>
  </message>
  <message>
   <source>The day of the hand-over is earlier than the day of the report.</source>
   <translation>Dzień przekazania jest wcześniejszy niż dzień zgłoszenia.</translation>
  </message>
  <message>
   <source>The days for an answer are a whole number up to 3650.</source>
   <translation>Dni na odpowiedź to liczba całkowita do 3650.</translation>
  </message>
  <message>
   <source>The days must be from 0 to {most}.</source>
   <translation>Liczba dni musi być od 0 do {most}.</translation>
  </message>
  <message>
   <source>The decision on report {report} was undone. Its status is '{status}' again.</source>
   <translation>Cofnięto decyzję o zgłoszeniu {report}. Ma ono znów status „{status}”.</translation>
  </message>
  <message>
   <source>The description is longer than {limit} characters.</source>
   <translation>Opis przekracza dozwoloną liczbę znaków ({limit}).</translation>
  </message>
  <message>
   <source>The dialog of the job '{name}' could not be opened.</source>
   <translation>Nie można otworzyć okna algorytmu „{name}”.</translation>
  </message>
  <message>
   <source>The disk of the database server {zone} is full.</source>
   <translation>Dysk serwera bazy danych {zone} jest pełny.</translation>
  </message>
  <message>
   <source>The disk of {path} is full.</source>
   <translation>Dysk, na którym leży {path}, jest pełny.</translation>
  </message>
  <message>
   <source>The disk of {path} is full. The old publication is still served.</source>
   <translation>Brak miejsca na dysku z folderem {path}. Nadal udostępniana jest poprzednia publikacja.</translation>
  </message>
  <message>
   <source>The distance must be more than 0 and at most {most} metres.</source>
   <translation>Odległość musi być większa od 0 i nie większa niż {most} metrów.</translation>
  </message>
  <message>
   <source>The drawn area is no polygon. Draw it anew.</source>
   <translation>Narysowany obszar nie jest wielokątem. Narysuj go jeszcze raz.</translation>
  </message>
  <message>
   <source>The encoding '{name}' is not known.</source>
   <translation>Kodowanie „{name}” jest nieznane.</translation>
  </message>
  <message>
   <source>The event's date '{value}' is not epoch milliseconds.</source>
   <translation>Data zdarzenia „{value}” nie jest zapisana w milisekundach od 1 stycznia 1970 r.</translation>
  </message>
  <message>
   <source>The extent '{text}' is nowhere on earth.</source>
   <translation>Zasięg „{text}” nie leży nigdzie na Ziemi.</translation>
  </message>
  <message>
   <source>The extent does not lie in Poland.</source>
   <translation>Zasięg leży poza Polską.</translation>
  </message>
  <message>
   <source>The file '{file}' does not say its coordinate system. Set it, e.g. EPSG:2180.</source>
   <translation>W pliku „{file}” nie ma informacji o układzie współrzędnych. Ustaw układ, np. EPSG:2180.</translation>
  </message>
  <message>
   <source>The file '{file}' gives the code '{code}' to two units, '{name}' and '{other}'.</source>
   <translation>W pliku „{file}” kod „{code}” mają dwie jednostki: „{name}” i „{other}”.</translation>
  </message>
  <message>
   <source>The file '{file}' has a unit without a code, in row {row}.</source>
   <translation>W pliku „{file}” jest jednostka bez kodu, w wierszu {row}.</translation>
  </message>
  <message>
   <source>The file '{file}' has codes that begin with no voivodeship's number, e.g. '{example}'.</source>
   <translation>W pliku „{file}” są kody, które nie zaczynają się numerem żadnego województwa, np. „{example}”.</translation>
  </message>
  <message>
   <source>The file '{file}' has no column for: {missing}. Known names are {known}; it has: {columns}.</source>
   <translation>W pliku „{file}” brakuje kolumny: {missing}. Znane nazwy: {known}; kolumny pliku: {columns}.</translation>
  </message>
  <message>
   <source>The file '{file}' holds no units of the level '{level}': their codes have {digits} digits, and {count} of {total} have not, e.g. '{example}'. Choose the level that fits.</source>
   <translation>Plik „{file}” nie zawiera jednostek poziomu „{level}”: ich kody mają tyle cyfr: {digits}, a inną długość ma {count} z {total}, np. „{example}”. Wybierz pasujący poziom.</translation>
  </message>
  <message>
   <source>The file '{file}' mixes two orders of coordinates: {count} units lie in their voivodeship as they stand, {other} only with the coordinates turned. Mend the file.</source>
   <translation>W pliku „{file}” są pomieszane dwie kolejności współrzędnych: jednostek leżących w swoim województwie bez zmian: {count}, dopiero po odwróceniu: {other}. Popraw plik.</translation>
  </message>
  <message>
   <source>The file '{name}'</source>
   <translation>Plik „{name}”</translation>
  </message>
  <message>
   <source>The file '{name}' cannot be read as {format}: it is damaged or not whole.</source>
   <translation>Pliku „{name}” nie można odczytać jako {format}: jest uszkodzony albo niekompletny.</translation>
  </message>
  <message>
   <source>The file '{name}' cannot be read: it is damaged or not whole.</source>
   <translation>Nie można odczytać pliku „{name}”: jest uszkodzony lub niepełny.</translation>
  </message>
  <message>
   <source>The file '{name}' cannot be read: {why}.</source>
   <translation>Nie można odczytać pliku „{name}”: {why}.</translation>
  </message>
  <message>
   <source>The file '{name}' does not begin with a line of column names.</source>
   <translation>Plik „{name}” nie zaczyna się od wiersza z nazwami kolumn.</translation>
  </message>
  <message>
   <source>The file '{name}' has a text of over 100,000 characters in row {row}.</source>
   <translation>W pliku „{name}”, w wierszu {row}, jest tekst dłuższy niż 100 000 znaków.</translation>
  </message>
  <message>
   <source>The file '{name}' has no KMZB columns in its first line, or they are not separated by commas, semicolons or tabs.</source>
   <translation>W pierwszym wierszu pliku „{name}” nie ma kolumn KMZB albo nie są one rozdzielone przecinkami, średnikami lub tabulatorami.</translation>
  </message>
  <message>
   <source>The file '{name}' has no layer '{layer}' with rows, only {layers}.</source>
   <translation>W pliku „{name}” nie ma warstwy „{layer}” z wierszami, są tylko: {layers}.</translation>
  </message>
  <message>
   <source>The file '{name}' has no layer '{layer}', only {layers}.</source>
   <translation>W pliku „{name}” nie ma warstwy „{layer}”; są: {layers}.</translation>
  </message>
  <message>
   <source>The file '{name}' has several columns that may be '{column}' ({names}): set which by a mapping.</source>
   <translation>Plik „{name}” ma kilka kolumn, które mogą być kolumną „{column}” ({names}): wskaż właściwą w przypisaniu kolumn.</translation>
  </message>
  <message>
   <source>The file '{name}' has several layers or sheets: set which to read, {layers}.</source>
   <translation>Plik „{name}” ma kilka warstw lub arkuszy: wskaż, który odczytać: {layers}.</translation>
  </message>
  <message>
   <source>The file '{name}' has several layers: set which to read, {layers}.</source>
   <translation>Plik „{name}” ma kilka warstw: wskaż, którą odczytać ({layers}).</translation>
  </message>
  <message>
   <source>The file '{name}' has the column '{column}' twice.</source>
   <translation>W pliku „{name}” kolumna „{column}” występuje dwukrotnie.</translation>
  </message>
  <message>
   <source>The file '{name}' holds clusters in place of reports: save answers of smaller areas, or import from the service.</source>
   <translation>Plik „{name}” zawiera skupienia zamiast zgłoszeń: zapisz odpowiedzi dla mniejszych obszarów albo importuj z usługi.</translation>
  </message>
  <message>
   <source>The file '{name}' holds no areas with rows: its layers are {layers}.</source>
   <translation>Plik „{name}” nie zawiera warstwy z obszarami; jego warstwy: {layers}.</translation>
  </message>
  <message>
   <source>The file '{name}' holds no report; nothing was changed.</source>
   <translation>Plik „{name}” nie zawiera żadnego zgłoszenia; niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The file '{name}' is CSV, which has no layers.</source>
   <translation>Plik „{name}” to CSV, który nie ma warstw.</translation>
  </message>
  <message>
   <source>The file '{name}' is a spreadsheet of before 2007: save it as XLSX or CSV.</source>
   <translation>Plik „{name}” to arkusz w formacie sprzed 2007 roku: zapisz go jako XLSX albo CSV.</translation>
  </message>
  <message>
   <source>The file '{name}' is a zip archive, but no XLSX: unpack it, or save it as XLSX.</source>
   <translation>Plik „{name}” to archiwum ZIP, ale nie XLSX: rozpakuj je albo zapisz plik jako XLSX.</translation>
  </message>
  <message>
   <source>The file '{name}' is an answer of the data service, which is always in EPSG:2180.</source>
   <translation>Plik „{name}” to odpowiedź usługi danych, a ta jest zawsze w układzie EPSG:2180.</translation>
  </message>
  <message>
   <source>The file '{name}' is empty.</source>
   <translation>Plik „{name}” jest pusty.</translation>
  </message>
  <message>
   <source>The file '{name}' is neither UTF-8 nor CP1250 text: set its encoding, or save it as UTF-8.</source>
   <translation>Plik „{name}” nie jest tekstem UTF-8 ani CP1250: podaj jego kodowanie albo zapisz go jako UTF-8.</translation>
  </message>
  <message>
   <source>The file '{name}' is not valid CSV near line {line}.</source>
   <translation>Plik „{name}” nie jest poprawnym plikiem CSV w pobliżu wiersza {line}.</translation>
  </message>
  <message>
   <source>The file '{name}' is not whole {encoding} text: set its encoding, or save it as UTF-8.</source>
   <translation>Plik „{name}” nie jest w całości tekstem {encoding}: podaj jego kodowanie albo zapisz go jako UTF-8.</translation>
  </message>
  <message>
   <source>The file '{name}' is of no known kind: boundaries come as GeoJSON, GeoPackage, Shapefile or GML.</source>
   <translation>Plik „{name}” jest nieznanego rodzaju: granice można wczytać z plików GeoJSON, GeoPackage, Shapefile lub GML.</translation>
  </message>
  <message>
   <source>The file '{name}' is too large for JSON: use CSV.</source>
   <translation>Plik „{name}” jest za duży jak na JSON: użyj formatu CSV.</translation>
  </message>
  <message>
   <source>The file '{name}' is too large for boundaries of units.</source>
   <translation>Plik „{name}” jest za duży jak na granice jednostek.</translation>
  </message>
  <message>
   <source>The file '{name}' is too large for {format}: use CSV.</source>
   <translation>Plik „{name}” jest za duży na format {format}: użyj CSV.</translation>
  </message>
  <message numerus="yes">
   <source>The file '{name}' lacks %n column(s): {missing}.</source>
   <translation>
    <numerusform>W pliku „{name}” brakuje %n kolumny: {missing}.</numerusform>
    <numerusform>W pliku „{name}” brakuje %n kolumn: {missing}.</numerusform>
    <numerusform>W pliku „{name}” brakuje %n kolumn: {missing}.</numerusform>
   </translation>
  </message>
  <message>
   <source>The file '{name}' unpacks to far more than a spreadsheet of reports: use CSV.</source>
   <translation>Plik „{name}” po rozpakowaniu jest o wiele większy niż arkusz ze zgłoszeniami: użyj CSV.</translation>
  </message>
  <message>
   <source>The file '{name}' was changed while it was read.</source>
   <translation>Plik „{name}” zmienił się podczas odczytu.</translation>
  </message>
  <message>
   <source>The file '{name}' was given more than once; it is read once.</source>
   <translation>Plik „{name}” podano więcej niż raz; zostanie odczytany raz.</translation>
  </message>
  <message>
   <source>The file could not be looked at: {why}.</source>
   <translation>Nie można rozpoznać pliku: {why}.</translation>
  </message>
  <message>
   <source>The file is read as {encoding}.</source>
   <translation>Plik jest czytany jako {encoding}.</translation>
  </message>
  <message>
   <source>The file mixes two axis orders: near row {row} {count} of {known} points agree with TERYT only with the axes swapped. Divide the file, or mend it.</source>
   <translation>W pliku są dwie kolejności osi: w pobliżu wiersza {row} {count} z {known} punktów zgadza się z kodem TERYT dopiero po zamianie osi. Podziel plik albo go popraw.</translation>
  </message>
  <message>
   <source>The file of '{name}' is missing: the folder {folder} belongs beside the store.</source>
   <translation>Brakuje pliku załącznika „{name}”: obok bazy zgłoszeń powinien być folder {folder}.</translation>
  </message>
  <message>
   <source>The file of '{name}' was changed outside the plugin and is not opened: {path}.</source>
   <translation>Plik załącznika „{name}” zmieniono poza wtyczką, więc nie zostanie otwarty: {path}.</translation>
  </message>
  <message>
   <source>The file says {crs}, but only {fit} of {known} points lie in the voivodeship of their TERYT code: set the CRS and the axis order, or mend the codes.</source>
   <translation>Plik podaje układ {crs}, ale w województwie zgodnym z kodem TERYT leży tylko {fit} z {known} punktów: podaj układ i kolejność współrzędnych albo popraw kody.</translation>
  </message>
  <message>
   <source>The files could not be attached.</source>
   <translation>Nie udało się dołączyć plików.</translation>
  </message>
  <message numerus="yes">
   <source>The files of %n attachment(s) were missing beside the store and are not in the copy.</source>
   <translation>
    <numerusform>Obok bazy zgłoszeń brakowało pliku %n załącznika; nie ma go w kopii.</numerusform>
    <numerusform>Obok bazy zgłoszeń brakowało plików %n załączników; nie ma ich w kopii.</numerusform>
    <numerusform>Obok bazy zgłoszeń brakowało plików %n załączników; nie ma ich w kopii.</numerusform>
   </translation>
  </message>
  <message>
   <source>The first copy is not finished yet. Look into the inner server's log if it stays so.</source>
   <translation>Pierwsze kopiowanie jeszcze trwa. Jeżeli tak pozostanie, zajrzyj do dziennika serwera wewnętrznego.</translation>
  </message>
  <message>
   <source>The first map is seen at first, the others are switched off. Empty: none.</source>
   <translation>Najpierw widać pierwszą mapę, pozostałe podkłady są wyłączone. Puste: bez podkładu.</translation>
  </message>
  <message>
   <source>The folder for temporary files cannot be written: {reason}. Nothing was changed.</source>
   <translation>Nie można zapisać w katalogu plików tymczasowych: {reason}. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The folder is pushed nowhere from now on. The zone serves what it has.</source>
   <translation>Odtąd folder nie jest nigdzie wysyłany. Strefa udostępnia to, co ma.</translation>
  </message>
  <message>
   <source>The folder of the attachments, {folder}, cannot be reached from this computer. Connect to it and try again; nothing was changed.</source>
   <translation>Folder załączników {folder} jest niedostępny z tego komputera. Połącz się z nim i spróbuj ponownie; nic nie zmieniono.</translation>
  </message>
  <message>
   <source>The folder {folder} cannot be opened.</source>
   <translation>Nie można otworzyć folderu {folder}.</translation>
  </message>
  <message>
   <source>The folder {folder} cannot be written: {reason}.</source>
   <translation>Nie można pisać w folderze {folder}: {reason}.</translation>
  </message>
  <message>
   <source>The folder {folder} does not exist.</source>
   <translation>Folder {folder} nie istnieje.</translation>
  </message>
  <message>
   <source>The folder {path} cannot be written: {reason}.</source>
   <translation>Nie można zapisać danych w folderze {path}: {reason}.</translation>
  </message>
  <message>
   <source>The form cannot be made: {reason}.</source>
   <translation>Nie można utworzyć formularza: {reason}.</translation>
  </message>
  <message>
   <source>The form cannot be written into the store {path}: {reason}.</source>
   <translation>Nie można zapisać formularza w bazie zgłoszeń {path}: {reason}.</translation>
  </message>
  <message>
   <source>The form of the store {name} is renewed. Open the store again to see it: edits wait here.</source>
   <translation>Formularz bazy zgłoszeń {name} odnowiono. Otwórz bazę ponownie, aby go zobaczyć: tutaj czekają niezapisane zmiany.</translation>
  </message>
  <message>
   <source>The form of the store {name} is renewed. To see it, close the open forms and attribute tables of the reports and renew it once more.</source>
   <translation>Formularz bazy {name} odnowiono. Żeby go zobaczyć, zamknij otwarte formularze i tabele atrybutów zgłoszeń i odnów go jeszcze raz.</translation>
  </message>
  <message>
   <source>The form of the store {name} was made by an older plugin.</source>
   <translation>Formularz bazy zgłoszeń {name} pochodzi ze starszej wersji wtyczki.</translation>
  </message>
  <message>
   <source>The function</source>
   <translation>Funkcja</translation>
  </message>
  <message>
   <source>The geometry has several points.</source>
   <translation>Geometria ma kilka punktów.</translation>
  </message>
  <message>
   <source>The geometry is no point, but {kind}.</source>
   <translation>Geometria nie jest punktem, lecz {kind}.</translation>
  </message>
  <message>
   <source>The hand-over is cancelled and takes no answer any more.</source>
   <translation>Przekazanie jest anulowane i nie przyjmuje już odpowiedzi.</translation>
  </message>
  <message>
   <source>The hand-over is recorded, but its sheets are not made. Make them by 'Hand-over sheet'. {reason}</source>
   <translation>Przekazanie jest zapisane, ale karty nie powstały. Utwórz je zadaniem „Karta przekazania”. {reason}</translation>
  </message>
  <message>
   <source>The hand-overs cannot be read: {reason}.</source>
   <translation>Nie można odczytać przekazań: {reason}.</translation>
  </message>
  <message>
   <source>The history begins when the report is saved.</source>
   <translation>Historia zaczyna się po zapisaniu zgłoszenia.</translation>
  </message>
  <message>
   <source>The history cannot be read: {reason}.</source>
   <translation>Nie można odczytać historii: {reason}.</translation>
  </message>
  <message>
   <source>The history is kept by the store and cannot be changed.</source>
   <translation>Historię prowadzi baza zgłoszeń; nie można jej zmieniać.</translation>
  </message>
  <message>
   <source>The host '{host}' was not found: check the address and the network connection.</source>
   <translation>Nie znaleziono serwera „{host}”: sprawdź adres i połączenie z siecią.</translation>
  </message>
  <message>
   <source>The identifiers of the metadata records {path} cannot be read.</source>
   <translation>Nie można odczytać identyfikatorów metadanych {path}.</translation>
  </message>
  <message>
   <source>The import is under way. Cancel it before you close the window.</source>
   <translation>Trwa import. Anuluj go, zanim zamkniesz okno.</translation>
  </message>
  <message>
   <source>The index</source>
   <translation>Indeks</translation>
  </message>
  <message>
   <source>The inner server collects again; everything was copied anew, nothing is there twice.</source>
   <translation>Serwer wewnętrzny znów odbiera zgłoszenia; wszystko skopiowano od nowa, nic nie występuje dwa razy.</translation>
  </message>
  <message>
   <source>The inner server collects as before.</source>
   <translation>Serwer wewnętrzny odbiera zgłoszenia jak dotąd.</translation>
  </message>
  <message>
   <source>The inner server collects from now on.</source>
   <translation>Serwer wewnętrzny odbiera zgłoszenia od teraz.</translation>
  </message>
  <message>
   <source>The inner server collects no more. What arrived stays.</source>
   <translation>Serwer wewnętrzny nie odbiera już zgłoszeń. To, co przyszło, zostaje.</translation>
  </message>
  <message>
   <source>The inner server is not connected to the public one just now: its log says why. Nothing is lost yet.</source>
   <translation>Serwer wewnętrzny nie ma teraz połączenia z publicznym: przyczynę podaje jego dziennik. Nic jeszcze nie zginęło.</translation>
  </message>
  <message>
   <source>The job '{name}' failed.</source>
   <translation>Wykonanie algorytmu „{name}” nie powiodło się.</translation>
  </message>
  <message>
   <source>The job '{name}' is not registered in QGIS's Processing.</source>
   <translation>Algorytm „{name}” nie jest zarejestrowany w Processingu.</translation>
  </message>
  <message>
   <source>The known defect '{name}' does not occur here any more.</source>
   <translation>Znana wada „{name}” już tu nie występuje.</translation>
  </message>
  <message>
   <source>The last change of this report was not a decision on its status: there is nothing to undo.</source>
   <translation>Ostatnia zmiana tego zgłoszenia nie była decyzją o statusie: nie ma czego cofnąć.</translation>
  </message>
  <message>
   <source>The last decision on this report can no longer be undone: it was made too long ago.</source>
   <translation>Ostatniej decyzji o tym zgłoszeniu nie można już cofnąć: podjęto ją zbyt dawno.</translation>
  </message>
  <message>
   <source>The last step was taken back.</source>
   <translation>Cofnięto ostatni krok.</translation>
  </message>
  <message>
   <source>The layer '{layer}' of '{name}' is named after another level, {other}: choose that level, or name the layer if it is the right one nevertheless.</source>
   <translation>Warstwa „{layer}” z „{name}” ma nazwę innego poziomu, {other}: wybierz ten poziom albo wskaż warstwę, jeśli mimo to jest właściwa.</translation>
  </message>
  <message>
   <source>The layer '{name}' holds no points, but {kind}.</source>
   <translation>Warstwa „{name}” nie zawiera punktów, lecz {kind}.</translation>
  </message>
  <message>
   <source>The layer '{name}' is a stored query, not a table: save it as a layer of its own.</source>
   <translation>Warstwa „{name}” to zapisane zapytanie, a nie tabela: zapisz ją jako osobną warstwę.</translation>
  </message>
  <message>
   <source>The layer '{title}' cannot be shown: QGIS could not read the service's answer.</source>
   <translation>Nie można pokazać warstwy „{title}”: QGIS nie umie odczytać odpowiedzi usługi.</translation>
  </message>
  <message>
   <source>The layer has a report that is not in this store: it shows another one, or is not saved yet.</source>
   <translation>W warstwie jest zgłoszenie, którego nie ma w tej bazie zgłoszeń: warstwa pokazuje inną bazę albo zgłoszenie nie jest jeszcze zapisane.</translation>
  </message>
  <message>
   <source>The layer {layer} cannot be edited now: its file is write-protected or in use.</source>
   <translation>Warstwy {layer} nie można teraz edytować: jej plik jest chroniony przed zapisem albo używany.</translation>
  </message>
  <message>
   <source>The layer {layer} has changes that are not saved. Save or discard them first.</source>
   <translation>Warstwa {layer} ma niezapisane zmiany. Najpierw proszę je zapisać lub odrzucić.</translation>
  </message>
  <message>
   <source>The layer {layer} has no polygon to take reports of.</source>
   <translation>Warstwa {layer} nie ma wielokąta, z którego można pobrać zgłoszenia.</translation>
  </message>
  <message>
   <source>The layer {layer} is not the report layer of a store.</source>
   <translation>Warstwa {layer} nie jest warstwą zgłoszeń żadnej bazy zgłoszeń.</translation>
  </message>
  <message>
   <source>The layer {name} of {path} cannot be opened.</source>
   <translation>Nie można otworzyć warstwy {name} z pliku {path}.</translation>
  </message>
  <message>
   <source>The link to {zone} was cut at the very end, so it is not known whether the new publication is served. Push again: what is there already is not sent twice.</source>
   <translation>Połączenie z {zone} zerwało się na samym końcu, więc nie wiadomo, czy nowa publikacja jest udostępniana. Wyślij ponownie: to, co już tam jest, nie zostanie wysłane drugi raz.</translation>
  </message>
  <message>
   <source>The list '{name}' cannot be read: {why}.</source>
   <translation>Nie można odczytać listy „{name}”: {why}.</translation>
  </message>
  <message>
   <source>The list '{name}' cannot be written: {why}.</source>
   <translation>Nie można zapisać listy „{name}”: {why}.</translation>
  </message>
  <message>
   <source>The list '{name}' cannot be written: {why}. Nothing was changed.</source>
   <translation>Nie można zapisać listy „{name}”: {why}. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The list is empty.</source>
   <translation>Lista jest pusta.</translation>
  </message>
  <message>
   <source>The list is in {path}.</source>
   <translation>Lista jest w pliku {path}.</translation>
  </message>
  <message>
   <source>The list must not be kept under the name of the store.</source>
   <translation>Listy nie można zapisać pod nazwą bazy.</translation>
  </message>
  <message>
   <source>The list must not lie among the attachments.</source>
   <translation>Lista nie może leżeć wśród załączników.</translation>
  </message>
  <message>
   <source>The list of bodies can only be read.</source>
   <translation>Listę podmiotów można tylko czytać.</translation>
  </message>
  <message>
   <source>The list of bodies is empty: fill it first ('Bodies…' in the window of hand-overs).</source>
   <translation>Lista podmiotów jest pusta: najpierw ją uzupełnij („Podmioty…” w oknie przekazań).</translation>
  </message>
  <message>
   <source>The list of bodies, to look at and to edit</source>
   <translation>Lista podmiotów, do przejrzenia i edycji</translation>
  </message>
  <message>
   <source>The list of withdrawn reports {path} cannot be read.</source>
   <translation>Nie można odczytać listy wycofanych zgłoszeń {path}.</translation>
  </message>
  <message>
   <source>The list stays at {path}: {why}.</source>
   <translation>Lista zostaje w pliku {path}: {why}.</translation>
  </message>
  <message>
   <source>The list {path} cannot be written: {reason}.</source>
   <translation>Nie można zapisać listy {path}: {reason}.</translation>
  </message>
  <message>
   <source>The manifest of version {version} cannot be read.</source>
   <translation>Nie można odczytać manifestu wersji {version}.</translation>
  </message>
  <message>
   <source>The map shows no place on earth yet: add a layer or zoom to a place first.</source>
   <translation>Mapa nie pokazuje jeszcze żadnego miejsca na Ziemi: najpierw dodaj warstwę albo przybliż miejsce.</translation>
  </message>
  <message>
   <source>The mapping '{name}' cannot be read: {why}.</source>
   <translation>Nie można odczytać przypisania kolumn „{name}”: {why}.</translation>
  </message>
  <message>
   <source>The mapping '{name}' cannot be written: {why}.</source>
   <translation>Nie można zapisać przypisania kolumn „{name}”: {why}.</translation>
  </message>
  <message>
   <source>The mapping '{name}' is not valid JSON.</source>
   <translation>Przypisanie kolumn „{name}” nie jest poprawnym plikiem JSON.</translation>
  </message>
  <message>
   <source>The mapping '{name}' is too large.</source>
   <translation>Plik przypisania kolumn „{name}” jest za duży.</translation>
  </message>
  <message>
   <source>The mapping has an unknown entry '{name}'.</source>
   <translation>Przypisanie kolumn ma nieznany wpis „{name}”.</translation>
  </message>
  <message>
   <source>The mapping has values for '{name}'; only Typ and Status have any.</source>
   <translation>Przypisanie kolumn podaje wartości dla „{name}”; wartości mają tylko Typ i Status.</translation>
  </message>
  <message>
   <source>The mapping has version {found}; this plugin reads {version}.</source>
   <translation>Przypisanie kolumn ma wersję {found}; ta wtyczka czyta wersję {version}.</translation>
  </message>
  <message>
   <source>The mapping is kept in {path}.</source>
   <translation>Przypisanie kolumn zapisano w pliku {path}.</translation>
  </message>
  <message>
   <source>The mapping is of another file; '{name}' is read by its own column names.</source>
   <translation>Przypisanie dotyczy innego pliku; „{name}” jest czytany według własnych nazw kolumn.</translation>
  </message>
  <message>
   <source>The mapping must not be kept under the name of the input or the store.</source>
   <translation>Przypisania kolumn nie można zapisać pod nazwą pliku wejściowego ani bazy zgłoszeń.</translation>
  </message>
  <message>
   <source>The mapping names '{name}', which is no KMZB column.</source>
   <translation>Przypisanie kolumn wymienia „{name}”, a takiej kolumny KMZB nie ma.</translation>
  </message>
  <message>
   <source>The mapping names '{name}', which the catalogue does not know.</source>
   <translation>Przypisanie kolumn wymienia nazwę „{name}”, której nie ma w katalogu.</translation>
  </message>
  <message>
   <source>The mapping names '{name}', which the catalogue does not know. Did you mean '{nearest}'?</source>
   <translation>Przypisanie kolumn wymienia nazwę „{name}”, której nie ma w katalogu. Czy chodzi o „{nearest}”?</translation>
  </message>
  <message>
   <source>The mapping takes two columns as '{name}'.</source>
   <translation>Przypisanie wskazuje dwie kolumny jako „{name}”.</translation>
  </message>
  <message>
   <source>The mapping's CRS '{crs}' is not of the form EPSG:2180.</source>
   <translation>Układ współrzędnych „{crs}” w przypisaniu kolumn nie ma postaci EPSG:2180.</translation>
  </message>
  <message>
   <source>The mapping's date form '{form}' is none of ms, iso, dmy.</source>
   <translation>Postać dat „{form}” w przypisaniu kolumn nie jest żadną z: ms, iso, dmy.</translation>
  </message>
  <message>
   <source>The mapping's entry '{name}' is not a list of names and their meanings.</source>
   <translation>Wpis „{name}” w przypisaniu kolumn nie jest listą nazw i ich znaczeń.</translation>
  </message>
  <message>
   <source>The mapping's entry '{name}' is not a text.</source>
   <translation>Wpis „{name}” w przypisaniu kolumn nie jest tekstem.</translation>
  </message>
  <message>
   <source>The mapping's entry '{name}' must be true, false or null.</source>
   <translation>Wpis „{name}” w przypisaniu kolumn musi mieć wartość true, false albo null.</translation>
  </message>
  <message>
   <source>The metadata records in {path} cannot be read: {reason}.</source>
   <translation>Nie można odczytać metadanych w {path}: {reason}.</translation>
  </message>
  <message>
   <source>The name of the layer in a GeoPackage, or of the sheet in a spreadsheet.</source>
   <translation>Nazwa warstwy w pliku GeoPackage albo arkusza w arkuszu kalkulacyjnym.</translation>
  </message>
  <message>
   <source>The name of the sample must end in .csv or .json, not '{ending}'.</source>
   <translation>Nazwa pliku z danymi przykładowymi musi kończyć się na .csv lub .json, a nie na „{ending}”.</translation>
  </message>
  <message>
   <source>The number of a body never changes.</source>
   <translation>Numer podmiotu się nie zmienia.</translation>
  </message>
  <message>
   <source>The number of reports must be between 1 and {limit}.</source>
   <translation>Liczba zgłoszeń musi być z przedziału od 1 do {limit}.</translation>
  </message>
  <message>
   <source>The old publication is still served.</source>
   <translation>Nadal udostępniana jest poprzednia publikacja.</translation>
  </message>
  <message>
   <source>The one that kmzb:subscribeintake was given as INNER; here as a log-in with kmzb_intake.</source>
   <translation>Ta, którą kmzb:subscribeintake dostało jako INNER; tutaj przez login z rolą kmzb_intake.</translation>
  </message>
  <message>
   <source>The only one</source>
   <translation>Jedyna w pliku</translation>
  </message>
  <message>
   <source>The open reports, the late ones first, with filters: choose one and the map shows it</source>
   <translation>Otwarte zgłoszenia, najpierw po terminie, z filtrami: wybierz jedno, a mapa je pokaże</translation>
  </message>
  <message>
   <source>The order of the coordinates in '{file}' cannot be told: no unit in it has a code or a name of a place that only one order puts right. Set the order of the coordinates.</source>
   <translation>Nie można ustalić kolejności współrzędnych w pliku „{file}”: żadna jednostka nie ma kodu ani nazwy miejsca, do którego pasuje tylko jedna kolejność. Ustaw kolejność współrzędnych.</translation>
  </message>
  <message>
   <source>The other report repeats this one already: take that link off first.</source>
   <translation>Drugie zgłoszenie powtarza już to: najpierw zdejmij tamto powiązanie.</translation>
  </message>
  <message>
   <source>The pages of '{file}' are in different coordinate systems.</source>
   <translation>Strony danych „{file}” są w różnych układach współrzędnych.</translation>
  </message>
  <message>
   <source>The path of a new GeoPackage, or a database: service=NAME or connection=NAME.</source>
   <translation>Ścieżka nowego GeoPackage albo baza danych: service=NAZWA lub connection=NAZWA.</translation>
  </message>
  <message>
   <source>The path of the attachment leads out of the store's folder of attachments, or is taken.</source>
   <translation>Ścieżka załącznika wychodzi poza folder załączników bazy zgłoszeń albo jest zajęta.</translation>
  </message>
  <message>
   <source>The picture '{name}' is damaged and cannot be cleaned.</source>
   <translation>Obraz „{name}” jest uszkodzony i nie można go oczyścić.</translation>
  </message>
  <message>
   <source>The place '{x}', '{y}' is none in {crs}.</source>
   <translation>„{x}”, „{y}” nie jest miejscem w układzie {crs}.</translation>
  </message>
  <message>
   <source>The place '{x}', '{y}' is not two numbers (EPSG:2180, metres).</source>
   <translation>Współrzędne „{x}”, „{y}” nie są dwiema liczbami (EPSG:2180, metry).</translation>
  </message>
  <message>
   <source>The place lies in the voivodeship of its TERYT code only with x and y swapped.</source>
   <translation>Miejsce leży w województwie zgodnym z kodem TERYT dopiero po zamianie x i y.</translation>
  </message>
  <message>
   <source>The place lies outside Poland's extent in EPSG:2180.</source>
   <translation>Miejsce leży poza zasięgiem Polski w układzie EPSG:2180.</translation>
  </message>
  <message>
   <source>The place lies outside Poland's extent: x and y seem to be swapped.</source>
   <translation>Miejsce leży poza zasięgiem Polski: prawdopodobnie zamieniono x i y.</translation>
  </message>
  <message>
   <source>The place was moved by {metres} m.</source>
   <translation>Miejsce przesunięto o {metres} m.</translation>
  </message>
  <message>
   <source>The place was set or taken away.</source>
   <translation>Miejsce ustawiono albo usunięto.</translation>
  </message>
  <message>
   <source>The places have {digits} decimals, which is exact to about {step} m: of the reports that are in the store from a source exact to the centimetre, about one in ten can look changed, or new where it has no OBJECTID.</source>
   <translation>Współrzędne mają {digits} miejsc po przecinku, czyli dokładność około {step} m: spośród zgłoszeń, które są w bazie ze źródła dokładnego do centymetra, mniej więcej co dziesiąte może wyglądać na zmienione, a bez numeru OBJECTID na nowe.</translation>
  </message>
  <message>
   <source>The places have {digits} decimals, which is exact to about {step} m: reports that are in the store from a more exact source can look changed or new.</source>
   <translation>Współrzędne mają {digits} miejsc po przecinku, czyli dokładność około {step} m: zgłoszenia, które są już w bazie z dokładniejszego źródła, mogą wyglądać na zmienione albo nowe.</translation>
  </message>
  <message>
   <source>The plane must be 1 (police systems), 2 (direct contact) or 3 (internet).</source>
   <translation>Płaszczyzną może być 1 (systemy policyjne), 2 (kontakt bezpośredni) lub 3 (internet).</translation>
  </message>
  <message>
   <source>The point lies outside Poland. Coordinates are in EPSG:2180.</source>
   <translation>Punkt leży poza Polską. Współrzędne podaje się w układzie EPSG:2180.</translation>
  </message>
  <message>
   <source>The points ({example}) do not lie in Poland in {crs}: set the CRS in which they stand.</source>
   <translation>Punkty ({example}) w układzie {crs} nie leżą w Polsce: podaj układ współrzędnych, w którym są zapisane.</translation>
  </message>
  <message>
   <source>The points ({example}) lie rightly in {crs} only if the first coordinate is the northing (latitude): set the axis order to swapped if that is so.</source>
   <translation>Punkty ({example}) leżą poprawnie w układzie {crs} tylko wtedy, gdy pierwsza jest współrzędna północna (szerokość): jeśli tak jest, wybierz kolejność „najpierw północna”.</translation>
  </message>
  <message>
   <source>The policy</source>
   <translation>Polityka wierszy</translation>
  </message>
  <message>
   <source>The program did not say which version of the report it read. Open the layer with the KMZB plugin.</source>
   <translation>Program nie podał, którą wersję zgłoszenia odczytał. Otwórz warstwę za pomocą wtyczki KMZB.</translation>
  </message>
  <message>
   <source>The project has no orthophoto: add one from the menu KMZB, Basemaps</source>
   <translation>W projekcie nie ma ortofotomapy: można ją dodać z menu KMZB, Podkłady</translation>
  </message>
  <message>
   <source>The project {name} is being made.</source>
   <translation>Trwa tworzenie projektu {name}.</translation>
  </message>
  <message>
   <source>The project {path} cannot be made ready for the zone: {reason}.</source>
   <translation>Nie można przygotować projektu {path} dla strefy: {reason}.</translation>
  </message>
  <message>
   <source>The project {path} is open now. Choose another name.</source>
   <translation>Projekt {path} jest teraz otwarty. Wybierz inną nazwę.</translation>
  </message>
  <message>
   <source>The project {path} was made, but QGIS could not open it.</source>
   <translation>Utworzono projekt {path}, ale QGIS nie mógł go otworzyć.</translation>
  </message>
  <message>
   <source>The project {path} was made. The open project stays open.</source>
   <translation>Utworzono projekt {path}. Otwarty projekt pozostaje otwarty.</translation>
  </message>
  <message>
   <source>The proxy server asks for a user and a password (HTTP 407): check QGIS's network settings.</source>
   <translation>Serwer proxy wymaga nazwy użytkownika i hasła (HTTP 407): sprawdź ustawienia sieci w QGIS.</translation>
  </message>
  <message>
   <source>The proxy server refused or was not found: check QGIS's network settings.</source>
   <translation>Serwer proxy odmówił połączenia albo go nie znaleziono: sprawdź ustawienia sieci w QGIS.</translation>
  </message>
  <message>
   <source>The public reason holds a PESEL number or an e-mail address. Everybody can read it: take that out.</source>
   <translation>Publiczny powód zawiera numer PESEL lub adres e-mail. Każdy może go przeczytać: usuń te dane.</translation>
  </message>
  <message>
   <source>The public server no longer holds what was not collected: copying everything anew…</source>
   <translation>Serwer publiczny nie trzyma już tego, czego nie odebrano: kopiuję wszystko od nowa…</translation>
  </message>
  <message>
   <source>The public server publishes other tables than the intake's: {tables}. Look at that server.</source>
   <translation>Serwer publiczny publikuje inne tabele niż skrzynka zgłoszeń: {tables}. Trzeba obejrzeć ten serwer.</translation>
  </message>
  <message>
   <source>The public server {public} must be restarted once: zone-public.sh said so.</source>
   <translation>Serwer publiczny {public} trzeba raz uruchomić ponownie: tak powiedział zone-public.sh.</translation>
  </message>
  <message>
   <source>The public text may hold personal data ({found}). Everybody can read it: take that out.</source>
   <translation>Tekst publiczny może zawierać dane osobowe ({found}). Każdy może go przeczytać: proszę je usunąć.</translation>
  </message>
  <message>
   <source>The publication folder {path} cannot be written to.</source>
   <translation>Brak uprawnień do zapisu w folderze publikacji {path}.</translation>
  </message>
  <message>
   <source>The publication folder {path} does not exist.</source>
   <translation>Folder publikacji {path} nie istnieje.</translation>
  </message>
  <message>
   <source>The publication has no report to compare places with.</source>
   <translation>W publikacji nie ma zgłoszenia, którego położenie można by porównać.</translation>
  </message>
  <message>
   <source>The publication here stands, but the public zone does not have it yet and goes on serving its old one: {reason}. Run kmzb:pushpublication again.</source>
   <translation>Publikacja tutaj jest gotowa, ale strefa publiczna jeszcze jej nie ma i nadal udostępnia poprzednią: {reason}. Uruchom ponownie kmzb:pushpublication.</translation>
  </message>
  <message>
   <source>The publication shows the past day {day}, and says so in its titles.</source>
   <translation>Publikacja przedstawia stan z minionego dnia {day}; informują o tym jej tytuły.</translation>
  </message>
  <message>
   <source>The queue is for officers: your log-in may not read what it shows.</source>
   <translation>Kolejka jest dla funkcjonariuszy: Twój login nie może czytać tego, co pokazuje.</translation>
  </message>
  <message>
   <source>The reason does not belong to the status.</source>
   <translation>Ten powód nie należy do wybranego statusu.</translation>
  </message>
  <message>
   <source>The record names no conditions of use: ask the organization before you publish.</source>
   <translation>Rekord nie podaje warunków korzystania: przed publikacją zapytaj organizację.</translation>
  </message>
  <message>
   <source>The record of check-ins is kept by the store and cannot be changed.</source>
   <translation>Zapis wczytań prowadzi baza i nie można go zmieniać.</translation>
  </message>
  <message>
   <source>The record of erasures is kept by the store and cannot be changed.</source>
   <translation>Zapis usunięć prowadzi baza i nie można go zmienić.</translation>
  </message>
  <message>
   <source>The reject file '{name}' cannot be written: {why}. Nothing was changed.</source>
   <translation>Nie można zapisać pliku odrzuconych „{name}”: {why}. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The reject file holds the values as they were converted, not as they stood: {why}.</source>
   <translation>Plik odrzuconych zawiera wartości po przeliczeniu, a nie w postaci z pliku: {why}.</translation>
  </message>
  <message>
   <source>The reject file must not be the input or the store.</source>
   <translation>Plikiem odrzuconych nie może być plik wejściowy ani baza zgłoszeń.</translation>
  </message>
  <message>
   <source>The reject file stays at {path}: {why}.</source>
   <translation>Plik odrzuconych pozostaje w {path}: {why}.</translation>
  </message>
  <message>
   <source>The report has no place yet: what lies near it cannot be told.</source>
   <translation>Zgłoszenie nie ma jeszcze miejsca: nie wiadomo, co leży obok.</translation>
  </message>
  <message>
   <source>The report is not in the store, or you may not see it there.</source>
   <translation>Zgłoszenia nie ma w bazie albo nie masz prawa go widzieć.</translation>
  </message>
  <message>
   <source>The report is not saved yet: save it first.</source>
   <translation>Zgłoszenie nie jest jeszcze zapisane: najpierw je zapisz.</translation>
  </message>
  <message>
   <source>The report layer is not in the project any more.</source>
   <translation>Warstwy zgłoszeń nie ma już w projekcie.</translation>
  </message>
  <message>
   <source>The report layer of the store {name} is not in the project any more.</source>
   <translation>Warstwy zgłoszeń bazy {name} nie ma już w projekcie.</translation>
  </message>
  <message>
   <source>The report of this hand-over is not handed over any more but '{status}', so it cannot go back to verification with it. Nothing was saved.</source>
   <translation>Zgłoszenie z tego przekazania nie jest już przekazane, lecz ma status „{status}”, więc nie może wrócić razem z nim do weryfikacji. Niczego nie zapisano.</translation>
  </message>
  <message>
   <source>The report that this one repeats is not in the store.</source>
   <translation>Zgłoszenia, które to powtarza, nie ma w bazie zgłoszeń.</translation>
  </message>
  <message>
   <source>The report was handed over to this body already, and its answer is waited for.</source>
   <translation>Zgłoszenie już przekazano temu podmiotowi i czeka ono na odpowiedź.</translation>
  </message>
  <message>
   <source>The report {path} cannot be written: {reason}.</source>
   <translation>Nie można zapisać raportu {path}: {reason}.</translation>
  </message>
  <message>
   <source>The report {path} could not be written: {reason}.</source>
   <translation>Nie udało się zapisać raportu {path}: {reason}.</translation>
  </message>
  <message>
   <source>The report {report} is not in the store any more.</source>
   <translation>Zgłoszenia {report} nie ma już w bazie zgłoszeń.</translation>
  </message>
  <message>
   <source>The report's date '{value}' is not epoch milliseconds.</source>
   <translation>Data zgłoszenia „{value}” nie jest zapisana w milisekundach od 1 stycznia 1970 r.</translation>
  </message>
  <message>
   <source>The report's date is earlier than {day}.</source>
   <translation>Data zgłoszenia jest wcześniejsza niż {day}.</translation>
  </message>
  <message>
   <source>The report's date lies in the future.</source>
   <translation>Data zgłoszenia jest w przyszłości.</translation>
  </message>
  <message>
   <source>The reports are not on the map any more: their layer was removed from the project. Decisions are still saved in {store}.</source>
   <translation>Zgłoszeń nie ma już na mapie: ich warstwę usunięto z projektu. Decyzje nadal zapisują się w {store}.</translation>
  </message>
  <message>
   <source>The reports are saved, but their municipality and jurisdiction could not be found: {why}. The algorithm 'Assign units to reports' does it later.</source>
   <translation>Zgłoszenia zapisano, ale nie udało się ustalić ich gminy i jednostki Policji: {why}. Można to zrobić później algorytmem „Przypisz jednostki do zgłoszeń”.</translation>
  </message>
  <message>
   <source>The request to '{host}' failed.</source>
   <translation>Żądanie do serwera „{host}” nie powiodło się.</translation>
  </message>
  <message>
   <source>The roles of KMZB are missing on this server, and your log-in may not make them. Let the server's administrator run the script administrator.sql of the plugin in this database first.</source>
   <translation>Na tym serwerze brakuje ról KMZB, a Twój login nie może ich utworzyć. Niech administrator serwera najpierw wykona w tej bazie danych skrypt wtyczki administrator.sql.</translation>
  </message>
  <message>
   <source>The row</source>
   <translation>Wiersz</translation>
  </message>
  <message>
   <source>The row differs from the store but is not newer; the store's state was kept.</source>
   <translation>Wiersz różni się od bazy zgłoszeń, ale nie jest nowszy; zachowano stan z bazy.</translation>
  </message>
  <message>
   <source>The row has only {found} columns.</source>
   <translation>Za mało kolumn w wierszu: {found}.</translation>
  </message>
  <message>
   <source>The row has x and y, but no geometry: set by a mapping of x and y which to take.</source>
   <translation>Wiersz ma x i y, ale nie ma geometrii: wskaż w przypisaniu kolumn x i y, które wartości przyjąć.</translation>
  </message>
  <message>
   <source>The row has {found} columns, the first line {most}: is a text with a separator not in quotes?</source>
   <translation>Wiersz ma kolumn: {found}, a pierwszy wiersz pliku: {most}. Czy tekst ze znakiem rozdzielającym nie jest ujęty w cudzysłów?</translation>
  </message>
  <message>
   <source>The rule</source>
   <translation>Reguła</translation>
  </message>
  <message>
   <source>The same OBJECTID stands in the source once more with a newer change date.</source>
   <translation>Ten sam OBJECTID występuje w źródle jeszcze raz, z nowszą datą modyfikacji.</translation>
  </message>
  <message>
   <source>The same report stands in the source twice with different content.</source>
   <translation>To samo zgłoszenie występuje w źródle dwukrotnie z różną treścią.</translation>
  </message>
  <message>
   <source>The sample '{name}' cannot be written: {why}.</source>
   <translation>Nie można zapisać danych przykładowych „{name}”: {why}.</translation>
  </message>
  <message>
   <source>The save was refused as a whole; nothing was saved.</source>
   <translation>Zapis odrzucono w całości; niczego nie zapisano.</translation>
  </message>
  <message>
   <source>The schema {number} was made by other scripts than this plugin's.</source>
   <translation>Schemat {number} utworzyły inne skrypty niż te z tej wtyczki.</translation>
  </message>
  <message>
   <source>The search failed. The 'KMZB' tab of the log panel has the details.</source>
   <translation>Wyszukiwanie się nie powiodło. Szczegóły są na karcie „KMZB” panelu komunikatów.</translation>
  </message>
  <message>
   <source>The seed must not be negative.</source>
   <translation>Ziarno nie może być liczbą ujemną.</translation>
  </message>
  <message>
   <source>The server {public} is not set up as a public zone: run zone-public.sh there.</source>
   <translation>Serwer {public} nie jest przygotowany jako strefa publiczna: uruchom na nim zone-public.sh.</translation>
  </message>
  <message>
   <source>The service answered with '{root}' instead of '{expected}'.</source>
   <translation>Usługa odpowiedziała elementem „{root}” zamiast „{expected}”.</translation>
  </message>
  <message>
   <source>The service answered with a web page instead of a map: it may be down for maintenance.</source>
   <translation>Zamiast mapy usługa zwróciła stronę WWW: możliwe, że trwają prace serwisowe.</translation>
  </message>
  <message>
   <source>The service answered with a web page instead of data: it may be down for maintenance.</source>
   <translation>Zamiast danych usługa zwróciła stronę WWW: możliwe, że trwają prace serwisowe.</translation>
  </message>
  <message>
   <source>The service answered with an error: {text}</source>
   <translation>Usługa zgłosiła błąd: {text}</translation>
  </message>
  <message>
   <source>The service answered with something else than XML.</source>
   <translation>Odpowiedź usługi nie jest dokumentem XML.</translation>
  </message>
  <message>
   <source>The service answered with something else than {kind} capabilities.</source>
   <translation>Odpowiedź usługi nie jest dokumentem możliwości (GetCapabilities) {kind}.</translation>
  </message>
  <message>
   <source>The service at {url} fails (HTTP {status}).</source>
   <translation>Usługa pod adresem {url} nie działa (HTTP {status}).</translation>
  </message>
  <message>
   <source>The service catalogue {path} is wrong: {what}.</source>
   <translation>Katalog usług {path} zawiera błąd: {what}.</translation>
  </message>
  <message>
   <source>The service does not know EPSG:2180: QGIS turns the layer into the map's system itself.</source>
   <translation>Usługa nie zna układu EPSG:2180: QGIS sam przelicza warstwę do układu mapy.</translation>
  </message>
  <message>
   <source>The service errs where it is asked for pages, so all was asked for at once.</source>
   <translation>Przy pytaniu o strony usługa zgłasza błąd, dlatego zapytano o wszystko naraz.</translation>
  </message>
  <message>
   <source>The service gave an empty answer.</source>
   <translation>Odpowiedź usługi jest pusta.</translation>
  </message>
  <message>
   <source>The service gave {found} of {total} units: nothing was read.</source>
   <translation>Usługa podała {found} z {total} jednostek: niczego nie odczytano.</translation>
  </message>
  <message>
   <source>The service gives no more than {count} units of an answer, and no pages: nothing was read.</source>
   <translation>Usługa podaje najwyżej {count} jednostek w odpowiedzi i nie dzieli jej na strony: niczego nie odczytano.</translation>
  </message>
  <message>
   <source>The service has changed: it has no coordinate system '{wanted}'; it offers: {list}.</source>
   <translation>Usługa się zmieniła: nie ma w niej układu współrzędnych „{wanted}”; dostępne układy: {list}.</translation>
  </message>
  <message>
   <source>The service has changed: it has no layer '{wanted}'; it offers: {list}.</source>
   <translation>Usługa się zmieniła: nie ma w niej warstwy „{wanted}”; dostępne warstwy: {list}.</translation>
  </message>
  <message>
   <source>The service has changed: it has no one type of features that begins with '{prefix}'; it offers: {list}.</source>
   <translation>Usługa się zmieniła: nie ma w niej dokładnie jednego typu obiektów o nazwie zaczynającej się od „{prefix}”; dostępne typy: {list}.</translation>
  </message>
  <message>
   <source>The service has changed: it has no picture format '{wanted}'; it offers: {list}.</source>
   <translation>Usługa się zmieniła: nie ma w niej formatu obrazu „{wanted}”; dostępne formaty: {list}.</translation>
  </message>
  <message>
   <source>The service has changed: it has no tile matrix set '{wanted}'; it offers: {list}.</source>
   <translation>Usługa się zmieniła: nie ma w niej zestawu macierzy kafli „{wanted}”; dostępne zestawy: {list}.</translation>
  </message>
  <message>
   <source>The service has changed: it offers no coordinate system at all.</source>
   <translation>Usługa się zmieniła: nie oferuje żadnego układu współrzędnych.</translation>
  </message>
  <message>
   <source>The service has changed: it offers no layer at all.</source>
   <translation>Usługa się zmieniła: nie oferuje żadnej warstwy.</translation>
  </message>
  <message>
   <source>The service has changed: it offers no picture format that QGIS can use.</source>
   <translation>Usługa się zmieniła: nie oferuje żadnego formatu obrazu, którego może użyć QGIS.</translation>
  </message>
  <message>
   <source>The service has changed: it offers no tile matrix set at all.</source>
   <translation>Usługa się zmieniła: nie oferuje żadnego zestawu macierzy kafli.</translation>
  </message>
  <message>
   <source>The service has no units of the level '{level}'.</source>
   <translation>W usłudze nie ma jednostek poziomu „{level}”.</translation>
  </message>
  <message>
   <source>The service itself says</source>
   <translation>Sama usługa podaje</translation>
  </message>
  <message>
   <source>The service offers {count} layers, which is more than the plugin reads.</source>
   <translation>Usługa udostępnia warstwy w liczbie {count}, więcej, niż wtyczka odczytuje.</translation>
  </message>
  <message>
   <source>The service speaks of reports but gives none ({place}); they were not read. Nothing was changed.</source>
   <translation>Usługa informuje o zgłoszeniach, ale żadnego nie podaje ({place}), więc nie zostały odczytane. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The service that the layers come from</source>
   <translation>Usługa, z której pochodzą warstwy</translation>
  </message>
  <message>
   <source>The service's address is not a valid address.</source>
   <translation>Adres usługi jest niepoprawny.</translation>
  </message>
  <message>
   <source>The service's address must begin with http:// or https:// and name a host.</source>
   <translation>Adres usługi musi zaczynać się od http:// lub https:// i zawierać nazwę serwera.</translation>
  </message>
  <message>
   <source>The service's answer declares entities and was not read.</source>
   <translation>Odpowiedź usługi zawiera deklaracje encji XML i dlatego nie została odczytana.</translation>
  </message>
  <message>
   <source>The service's answer is not valid XML: it may have been cut off.</source>
   <translation>Odpowiedź usługi nie jest poprawnym dokumentem XML: możliwe, że została ucięta.</translation>
  </message>
  <message>
   <source>The service's answer is not whole: {reason}.</source>
   <translation>Odpowiedź usługi jest niepełna: {reason}.</translation>
  </message>
  <message>
   <source>The service's capabilities will link the records from the next publication on.</source>
   <translation>Dokumenty możliwości usługi będą odsyłać do metadanych od następnej publikacji.</translation>
  </message>
  <message>
   <source>The service's pages do not fit together.</source>
   <translation>Strony odpowiedzi usługi nie pasują do siebie.</translation>
  </message>
  <message>
   <source>The service's public address is not known: the records name no address, and services have no record.</source>
   <translation>Publiczny adres usługi nie jest znany: metadane nie podają adresu, a usługi nie mają metadanych.</translation>
  </message>
  <message>
   <source>The service's {kind} capabilities could not be understood.</source>
   <translation>Nie można zinterpretować dokumentu możliwości (GetCapabilities) {kind} tej usługi.</translation>
  </message>
  <message>
   <source>The setting '{name}' was not changed. {reason}</source>
   <translation>Ustawienie „{name}” pozostało bez zmian. {reason}</translation>
  </message>
  <message>
   <source>The shape of the unit {id} ({level}) cannot be read. Load the units again.</source>
   <translation>Nie można odczytać granic jednostki {id} ({level}). Wczytaj jednostki ponownie.</translation>
  </message>
  <message>
   <source>The shapefile '{name}' is not whole: its {part} is missing.</source>
   <translation>Plik Shapefile „{name}” jest niekompletny: brakuje {part}.</translation>
  </message>
  <message>
   <source>The shapefile does not say its encoding; it is read as {encoding}.</source>
   <translation>Plik Shapefile nie podaje kodowania; jest czytany jako {encoding}.</translation>
  </message>
  <message>
   <source>The sheet of report {report} has no basemap: {reason}.</source>
   <translation>Karta zgłoszenia {report} jest bez mapy podkładowej: {reason}.</translation>
  </message>
  <message>
   <source>The sheet {path} could not be written: the disk may be full.</source>
   <translation>Nie udało się zapisać karty {path}: dysk może być pełny.</translation>
  </message>
  <message>
   <source>The sheet {path} could not be written: {reason}.</source>
   <translation>Nie udało się zapisać karty {path}: {reason}.</translation>
  </message>
  <message>
   <source>The sheets have no basemap: {reason}.</source>
   <translation>Karty są bez mapy podkładowej: {reason}.</translation>
  </message>
  <message>
   <source>The snapshot could not be made: {reason}.</source>
   <translation>Nie można utworzyć migawki: {reason}.</translation>
  </message>
  <message>
   <source>The source gives its coordinates in the wrong order, northing before easting, as known places show: they were turned.</source>
   <translation>Źródło podaje współrzędne w złej kolejności, północną przed wschodnią, co widać po znanych miejscach: kolejność odwrócono.</translation>
  </message>
  <message>
   <source>The source holds no report; nothing was changed.</source>
   <translation>Źródło nie zawiera żadnego zgłoszenia; niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The source is complete</source>
   <translation>Źródło jest pełne</translation>
  </message>
  <message>
   <source>The source lacks {count} of the {total} units that the store has of the level '{level}': is it only a part? Say so by 'The source is complete' switched off; nothing was changed.</source>
   <translation>W źródle brakuje {count} z {total} jednostek poziomu „{level}”, które są w bazie: czy to tylko część? Jeśli tak, wyłącz „Źródło jest pełne”; niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The spatial index of {path} could not be made.</source>
   <translation>Nie można utworzyć indeksu przestrzennego pliku {path}.</translation>
  </message>
  <message>
   <source>The status '{status}' needs a public reason.</source>
   <translation>Status „{status}” wymaga powodu publicznego.</translation>
  </message>
  <message>
   <source>The status '{status}' takes no reason here: nothing is reopened.</source>
   <translation>Status „{status}” nie przyjmuje tu powodu: niczego się nie wznawia.</translation>
  </message>
  <message>
   <source>The status is missing or not one of the catalogue's.</source>
   <translation>Brakuje statusu albo nie ma go w katalogu.</translation>
  </message>
  <message>
   <source>The status is missing.</source>
   <translation>Brak statusu.</translation>
  </message>
  <message>
   <source>The status that is stored; a dot marks a change that is not saved yet</source>
   <translation>Zapisany status; kropka oznacza zmianę jeszcze niezapisaną</translation>
  </message>
  <message>
   <source>The store cannot be read: {reason}. The list is as it was; it goes on by itself when that is over.</source>
   <translation>Nie można odczytać bazy zgłoszeń: {reason}. Lista jest taka jak przedtem; gdy przeszkoda minie, odświeży się sama.</translation>
  </message>
  <message>
   <source>The store cannot be searched: {reason}.</source>
   <translation>Nie można przeszukać bazy: {reason}.</translation>
  </message>
  <message>
   <source>The store could not be opened: version {version} gave only reports that were served until now.</source>
   <translation>Nie można było otworzyć bazy zgłoszeń: z wersji {version} przywrócono tylko zgłoszenia udostępniane do tej pory.</translation>
  </message>
  <message>
   <source>The store could not be written: {reason}. Nothing was saved.</source>
   <translation>Nie można zapisać w bazie zgłoszeń: {reason}. Niczego nie zapisano.</translation>
  </message>
  <message numerus="yes">
   <source>The store has %n attachment(s): say in which folder the database's attachments lie.</source>
   <translation>
    <numerusform>Baza ma %n załącznik: podaj folder załączników bazy danych.</numerusform>
    <numerusform>Baza ma %n załączniki: podaj folder załączników bazy danych.</numerusform>
    <numerusform>Baza ma %n załączników: podaj folder załączników bazy danych.</numerusform>
   </translation>
  </message>
  <message>
   <source>The store has exactly these units already: nothing was changed.</source>
   <translation>W bazie są już dokładnie te jednostki: niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The store has no report {numbers}. Nothing was changed.</source>
   <translation>W bazie nie ma zgłoszenia {numbers}. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The store has no unit with the code under which these lie: {list}.</source>
   <translation>W bazie nie ma jednostki o kodzie nadrzędnym dla: {list}.</translation>
  </message>
  <message>
   <source>The store has no units with these codes; import the units.</source>
   <translation>W bazie zgłoszeń nie ma jednostek o tych kodach; zaimportuj jednostki.</translation>
  </message>
  <message>
   <source>The store has no units yet: KMZB ▸ Import ▸ Import units…</source>
   <translation>W bazie nie ma jeszcze jednostek: KMZB ▸ Import ▸ Importuj jednostki…</translation>
  </message>
  <message>
   <source>The store holds no municipalities and no jurisdictions. Load units first; nothing was changed.</source>
   <translation>W bazie nie ma gmin ani obszarów jednostek Policji. Najpierw wczytaj jednostki; niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The store holds no units yet, so the project shows none.</source>
   <translation>W bazie zgłoszeń nie ma jeszcze jednostek, więc projekt ich nie pokazuje.</translation>
  </message>
  <message>
   <source>The store is as schema {number} makes it.</source>
   <translation>Baza jest taka, jaką tworzy schemat {number}.</translation>
  </message>
  <message>
   <source>The store is open read-only: no decision can be saved.</source>
   <translation>Baza zgłoszeń jest otwarta tylko do odczytu: nie można zapisać decyzji.</translation>
  </message>
  <message>
   <source>The store is open read-only: no report can be added to it.</source>
   <translation>Baza jest otwarta tylko do odczytu: nie można dodać do niej zgłoszenia.</translation>
  </message>
  <message>
   <source>The store of this report is not open any more.</source>
   <translation>Baza tego zgłoszenia nie jest już otwarta.</translation>
  </message>
  <message>
   <source>The store refused the change.</source>
   <translation>Baza zgłoszeń odrzuciła zmianę.</translation>
  </message>
  <message>
   <source>The store was brought up to date.</source>
   <translation>Baza zgłoszeń została zaktualizowana.</translation>
  </message>
  <message>
   <source>The store was brought up to date; a copy of the old one is {backup}.</source>
   <translation>Bazę zgłoszeń zaktualizowano; kopia poprzedniej: {backup}.</translation>
  </message>
  <message>
   <source>The store was moved to {place} ({when}) and is opened read-only.</source>
   <translation>Bazę przeniesiono do {place} ({when}); otwarto ją tylko do odczytu.</translation>
  </message>
  <message>
   <source>The store {path} cannot be asked now: {reason}. Nothing was changed.</source>
   <translation>Nie można teraz odczytać bazy zgłoszeń {path}: {reason}. Nic nie zmieniono.</translation>
  </message>
  <message>
   <source>The store {path} cannot be made</source>
   <translation>Nie można założyć bazy {path}</translation>
  </message>
  <message>
   <source>The store {path} cannot be opened</source>
   <translation>Nie można otworzyć bazy {path}</translation>
  </message>
  <message>
   <source>The store {path} cannot be read: {reason}.</source>
   <translation>Nie można odczytać bazy {path}: {reason}.</translation>
  </message>
  <message>
   <source>The store {path} cannot be written: {reason}.</source>
   <translation>Nie można zapisać bazy zgłoszeń {path}: {reason}.</translation>
  </message>
  <message>
   <source>The store {path} could not be brought up to date and was left as it was: {reason}.</source>
   <translation>Nie można zaktualizować bazy zgłoszeń {path}, pozostała bez zmian: {reason}.</translation>
  </message>
  <message>
   <source>The store {path} could not be written: {why}. Nothing was changed.</source>
   <translation>Nie można zapisać w bazie zgłoszeń {path}: {why}. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The store {path} has no folder for attachments yet. Its administrator sets one with 'Folder of attachments' (kmzb:attachmentsfolder).</source>
   <translation>Baza {path} nie ma jeszcze folderu załączników. Jej administrator ustawia go poleceniem „Folder załączników” (kmzb:attachmentsfolder).</translation>
  </message>
  <message>
   <source>The store {path} holds reports already. Move into an empty one.</source>
   <translation>Baza {path} zawiera już zgłoszenia. Przenieś do pustej.</translation>
  </message>
  <message>
   <source>The store {path} is damaged: its file was probably copied while it was open. Copy it anew from the original with 'Copy a store', or bring a backup back.</source>
   <translation>Baza zgłoszeń {path} jest uszkodzona: plik skopiowano prawdopodobnie wtedy, gdy baza była otwarta. Skopiuj ją ponownie z oryginału poleceniem „Kopiuj bazę zgłoszeń” albo przywróć kopię zapasową.</translation>
  </message>
  <message>
   <source>The store {path} is in use by another program. Nothing was changed; try again later.</source>
   <translation>Baza zgłoszeń {path} jest używana przez inny program. Niczego nie zmieniono; spróbuj ponownie później.</translation>
  </message>
  <message>
   <source>The store {path} is locked by another program.</source>
   <translation>Baza zgłoszeń {path} jest zablokowana przez inny program.</translation>
  </message>
  <message>
   <source>The store {path} is marked as moved and opens read-only.</source>
   <translation>Baza zgłoszeń {path} jest oznaczona jako przeniesiona i otwiera się tylko do odczytu.</translation>
  </message>
  <message numerus="yes">
   <source>The store {path} is not as its version made it: %n difference(s), told above.</source>
   <translation>
    <numerusform>Baza {path} różni się od tego, co utworzyła jej wersja: %n różnica, podana wyżej.</numerusform>
    <numerusform>Baza {path} różni się od tego, co utworzyła jej wersja: %n różnice, podane wyżej.</numerusform>
    <numerusform>Baza {path} różni się od tego, co utworzyła jej wersja: %n różnic, podanych wyżej.</numerusform>
   </translation>
  </message>
  <message>
   <source>The store {path} is not there any more. Nothing was changed; try again when it is back.</source>
   <translation>Bazy zgłoszeń {path} już tam nie ma. Niczego nie zmieniono; spróbuj ponownie, gdy wróci.</translation>
  </message>
  <message>
   <source>The store {path} is not there any more. Nothing was saved; bring it back and save again.</source>
   <translation>Bazy zgłoszeń {path} nie ma już na miejscu. Niczego nie zapisano; przywróć ją i zapisz ponownie.</translation>
  </message>
  <message>
   <source>The store {path} is not there any more. The list is as it was; it goes on when it is back.</source>
   <translation>Bazy zgłoszeń {path} już nie ma. Lista jest taka jak przedtem; odświeży się, gdy plik wróci.</translation>
  </message>
  <message>
   <source>The store {path} is of an older version of the plugin, so nothing can be counted in it before it was brought up to date: open it once, or import without 'only check'.</source>
   <translation>Baza zgłoszeń {path} pochodzi ze starszej wersji wtyczki i trzeba ją najpierw zaktualizować: otwórz ją raz albo zaimportuj bez „tylko sprawdź”.</translation>
  </message>
  <message>
   <source>The store {path} is of an older version of the plugin: open it once, then list.</source>
   <translation>Baza {path} pochodzi ze starszej wersji wtyczki: otwórz ją raz, potem wypisz różnice.</translation>
  </message>
  <message>
   <source>The store {path} is of an older version: open it once for writing, then move it.</source>
   <translation>Baza {path} jest w starszej wersji: otwórz ją raz do zapisu, potem przenieś.</translation>
  </message>
  <message>
   <source>The store {path} is open read-only: nothing can be attached.</source>
   <translation>Baza zgłoszeń {path} jest otwarta tylko do odczytu: nic nie można dołączyć.</translation>
  </message>
  <message>
   <source>The store {path} is open read-only: nothing can be removed.</source>
   <translation>Baza zgłoszeń {path} jest otwarta tylko do odczytu: nic nie można usunąć.</translation>
  </message>
  <message>
   <source>The store {path} is open.</source>
   <translation>Otwarto bazę zgłoszeń {path}.</translation>
  </message>
  <message>
   <source>The store {path} is read-only.</source>
   <translation>Baza zgłoszeń {path} jest tylko do odczytu.</translation>
  </message>
  <message>
   <source>The store {path} is read-only: its form cannot be written.</source>
   <translation>Baza zgłoszeń {path} jest tylko do odczytu: nie można zapisać w niej formularza.</translation>
  </message>
  <message>
   <source>The store {path} is write-protected and is opened read-only.</source>
   <translation>Baza zgłoszeń {path} jest chroniona przed zapisem, dlatego jest otwarta tylko do odczytu.</translation>
  </message>
  <message>
   <source>The store {path} looks like a copy of its file alone, made while it was open: what was saved last may be missing. Compare it with the original; 'Copy a store' copies one in use.</source>
   <translation>Baza zgłoszeń {path} wygląda na kopię samego pliku, zrobioną, gdy baza była otwarta: może w niej brakować ostatnich zapisów. Porównaj ją z oryginałem; otwartą bazę kopiuje „Kopiuj bazę zgłoszeń”.</translation>
  </message>
  <message>
   <source>The store {path} was made by a newer version of the plugin and is opened read-only. Update the plugin.</source>
   <translation>Bazę zgłoszeń {path} utworzyła nowsza wersja wtyczki, dlatego jest otwarta tylko do odczytu. Zaktualizuj wtyczkę.</translation>
  </message>
  <message>
   <source>The store {path} was made by a newer version of the plugin. Update the plugin.</source>
   <translation>Bazę zgłoszeń {path} utworzyła nowsza wersja wtyczki. Zaktualizuj wtyczkę.</translation>
  </message>
  <message>
   <source>The store {path} was made by a newer version of the plugin: check it with that one.</source>
   <translation>Bazę {path} utworzyła nowsza wersja wtyczki: sprawdź ją tamtą wersją.</translation>
  </message>
  <message>
   <source>The store {path} was made by an older version of the plugin. Its administrator must open it once with this version, which brings it up to date.</source>
   <translation>Bazę {path} założyła starsza wersja wtyczki. Jej administrator musi ją raz otworzyć w tej wersji, co ją zaktualizuje.</translation>
  </message>
  <message>
   <source>The store {store} cannot be written: {reason}.</source>
   <translation>Nie można zapisać w bazie zgłoszeń {store}: {reason}.</translation>
  </message>
  <message>
   <source>The store {store} is at {path} now.</source>
   <translation>Baza zgłoszeń {store} jest teraz w {path}.</translation>
  </message>
  <message>
   <source>The store {store} is of an older version of the plugin and lacks something that is published. Open it in QGIS once: that brings it up to date and keeps a copy of the old one.</source>
   <translation>Baza zgłoszeń {store} pochodzi ze starszej wersji wtyczki i brakuje w niej danych potrzebnych do publikacji. Otwórz ją raz w QGIS: zostanie zaktualizowana, a kopia poprzedniej zostanie zachowana.</translation>
  </message>
  <message>
   <source>The store {store} is read-only.</source>
   <translation>Baza zgłoszeń {store} jest tylko do odczytu.</translation>
  </message>
  <message>
   <source>The store {store} lies inside the publication folder {folder}. Keep them apart.</source>
   <translation>Baza zgłoszeń {store} leży w folderze publikacji {folder}. Trzymaj je oddzielnie.</translation>
  </message>
  <message>
   <source>The store {store} was copied to {copy}.</source>
   <translation>Bazę zgłoszeń {store} skopiowano do {copy}.</translation>
  </message>
  <message>
   <source>The store's file is written anew by an erasure, and {megabytes} MB are missing on its disk for that. Nothing was changed.</source>
   <translation>Usuwanie zapisuje plik bazy od nowa, a na jego dysku brakuje na to {megabytes} MB. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The store's file was written anew</source>
   <translation>Plik bazy zapisano od nowa</translation>
  </message>
  <message>
   <source>The store's setting '{name}' is missing or wrong: '{value}'. Nothing was changed.</source>
   <translation>Brakuje ustawienia bazy zgłoszeń „{name}” albo jego wartość jest błędna: „{value}”. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>The styles of the store {path} are renewed by its administrator.</source>
   <translation>Style bazy zgłoszeń {path} odnawia jej administrator.</translation>
  </message>
  <message>
   <source>The table</source>
   <translation>Tabela</translation>
  </message>
  <message>
   <source>The table of what was found cannot be written.</source>
   <translation>Nie można zapisać tabeli wyników.</translation>
  </message>
  <message>
   <source>The table {table} did not arrive as it was ({left} rows left, {arrived} arrived). Nothing was moved.</source>
   <translation>Tabela {table} nie dotarła bez zmian (wysłano wierszy: {left}, dotarło: {arrived}). Nic nie przeniesiono.</translation>
  </message>
  <message>
   <source>The table {table} of the store {path} cannot be opened.</source>
   <translation>Nie można otworzyć tabeli {table} bazy zgłoszeń {path}.</translation>
  </message>
  <message>
   <source>The table {table} of the store {path} cannot be opened: the database does not answer, or your log-in has no right to read all of it, as a publisher's has not.</source>
   <translation>Nie można otworzyć tabeli {table} bazy zgłoszeń {path}: baza danych nie odpowiada albo Twój login nie ma prawa czytać jej w całości, tak jak login publikującego.</translation>
  </message>
  <message>
   <source>The target has no place for {what}. Nothing was moved.</source>
   <translation>W miejscu docelowym nie ma miejsca na {what}. Nic nie przeniesiono.</translation>
  </message>
  <message>
   <source>The template {path} cannot be read: {reason}.</source>
   <translation>Nie można odczytać szablonu {path}: {reason}.</translation>
  </message>
  <message>
   <source>The template {path} could not be written.</source>
   <translation>Nie udało się zapisać szablonu {path}.</translation>
  </message>
  <message>
   <source>The template {path} has no label with the id '{id}'. Begin with the plugin's own sheet.</source>
   <translation>Szablon {path} nie ma etykiety o identyfikatorze „{id}”. Zacznij od własnej karty wtyczki.</translation>
  </message>
  <message>
   <source>The texts are erased, but remains of them may still be read from the store's file: it could not be written anew ({why}). Close other programs that use the store and run the erasure once more.</source>
   <translation>Teksty usunięto, ale z pliku bazy da się może jeszcze odczytać ich resztki: nie udało się zapisać go od nowa ({why}). Zamknij inne programy, które używają bazy, i uruchom usuwanie jeszcze raz.</translation>
  </message>
  <message>
   <source>The texts of this report were erased here meanwhile: files added there come in only if you say so.</source>
   <translation>Teksty tego zgłoszenia tymczasem tu usunięto: dodane tam pliki zostaną wczytane tylko na wyraźne polecenie.</translation>
  </message>
  <message>
   <source>The texts of this report were erased here meanwhile: texts written there do not come in.</source>
   <translation>Teksty tego zgłoszenia tymczasem tu usunięto: teksty napisane tam nie zostaną wczytane.</translation>
  </message>
  <message>
   <source>The texts of this report were erased there: they stay here until you erase them here too.</source>
   <translation>Teksty tego zgłoszenia usunięto tam: tutaj pozostaną, dopóki ich też nie usuniesz.</translation>
  </message>
  <message>
   <source>The trigger</source>
   <translation>Wyzwalacz</translation>
  </message>
  <message>
   <source>The two lists must not have one name.</source>
   <translation>Obie listy nie mogą mieć tej samej nazwy.</translation>
  </message>
  <message>
   <source>The unit '{code}' of '{file}' has a place that is none in {crs}.</source>
   <translation>Jednostka „{code}” w pliku „{file}” ma współrzędne, które nie istnieją w układzie {crs}.</translation>
  </message>
  <message>
   <source>The unit '{code}' of '{file}' has no area.</source>
   <translation>Jednostka „{code}” w pliku „{file}” nie ma powierzchni.</translation>
  </message>
  <message>
   <source>The unit '{code}' of '{file}' is no area, but {kind}.</source>
   <translation>Jednostka „{code}” w pliku „{file}” nie jest obszarem; typ geometrii: {kind}.</translation>
  </message>
  <message>
   <source>The unit {id} ({level}) has a day that is none: '{text}'.</source>
   <translation>Jednostka {id} ({level}) ma błędną datę: „{text}”.</translation>
  </message>
  <message>
   <source>The units could not be written to the store {path}, which stays as it was: {reason}.</source>
   <translation>Nie udało się zapisać jednostek w bazie zgłoszeń {path}, która pozostaje bez zmian: {reason}.</translation>
  </message>
  <message>
   <source>The units of '{file}' do not lie in Poland: its coordinate system or the order of the coordinates is another. Set the right one.</source>
   <translation>Jednostki z pliku „{file}” nie leżą w Polsce: układ lub kolejność współrzędnych są inne. Ustaw właściwe.</translation>
  </message>
  <message>
   <source>The units of '{file}' do not lie where their codes or names say, in neither order of coordinates: the coordinate system {crs} is probably wrong. Set the right one.</source>
   <translation>Jednostki z pliku „{file}” w żadnej kolejności współrzędnych nie leżą tam, gdzie wskazują ich kody lub nazwy: układ {crs} jest prawdopodobnie błędny. Ustaw właściwy.</translation>
  </message>
  <message>
   <source>The units of the store cannot be read: {reason}.</source>
   <translation>Nie można odczytać jednostek z bazy: {reason}.</translation>
  </message>
  <message>
   <source>The units of the store {path} could not be read: {reason}.</source>
   <translation>Nie udało się odczytać jednostek z bazy zgłoszeń {path}: {reason}.</translation>
  </message>
  <message>
   <source>The values set by hand stay in the history.</source>
   <translation>Wartości ustawione ręcznie zostają w historii.</translation>
  </message>
  <message>
   <source>The version of a report is kept by the store and cannot be set.</source>
   <translation>Numer wersji zgłoszenia prowadzi baza zgłoszeń; nie można go ustawić.</translation>
  </message>
  <message>
   <source>The versions cannot be read: {reason}.</source>
   <translation>Nie można odczytać wersji: {reason}.</translation>
  </message>
  <message>
   <source>The view</source>
   <translation>Widok</translation>
  </message>
  <message>
   <source>The work queue is being read.</source>
   <translation>Kolejka zgłoszeń się wczytuje.</translation>
  </message>
  <message>
   <source>The work queue: its order and filters</source>
   <translation>Kolejka zgłoszeń: jej kolejność i filtry</translation>
  </message>
  <message>
   <source>The working copy is not whole; nothing was kept of it.</source>
   <translation>Kopia robocza nie jest kompletna; nic z niej nie zachowano.</translation>
  </message>
  <message>
   <source>The working copy {path} was made by a newer version of the plugin. Update the plugin.</source>
   <translation>Kopię roboczą {path} utworzyła nowsza wersja wtyczki. Zaktualizuj wtyczkę.</translation>
  </message>
  <message>
   <source>The working copy {path} was taken out of another store, '{name}' ({when}, {who}). Nothing was changed.</source>
   <translation>Kopię roboczą {path} pobrano z innej bazy, „{name}” ({when}, {who}). Nic nie zmieniono.</translation>
  </message>
  <message>
   <source>The working copy's file</source>
   <translation>Plik kopii roboczej</translation>
  </message>
  <message>
   <source>The zone goes on serving its old publication.</source>
   <translation>Strefa nadal udostępnia poprzednią publikację.</translation>
  </message>
  <message>
   <source>The zone serves version {newer}, which is newer than this folder's {version}. Is it another folder's?</source>
   <translation>Strefa udostępnia wersję {newer}, nowszą niż {version} w tym folderze. Czy pochodzi z innego folderu?</translation>
  </message>
  <message>
   <source>The zone serves version {version} already: nothing changed.</source>
   <translation>Strefa udostępnia już wersję {version}: nic się nie zmieniło.</translation>
  </message>
  <message>
   <source>The zone serves version {version} now.</source>
   <translation>Strefa udostępnia teraz wersję {version}.</translation>
  </message>
  <message>
   <source>The zone was changed</source>
   <translation>Strefa została zmieniona</translation>
  </message>
  <message>
   <source>The zone's database: service=NAME or connection=NAME (empty: the one used before)</source>
   <translation>Baza strefy: service=NAZWA albo connection=NAZWA (puste: ta, co poprzednio)</translation>
  </message>
  <message>
   <source>The zone's settings {path} cannot be read.</source>
   <translation>Nie można odczytać ustawień strefy {path}.</translation>
  </message>
  <message>
   <source>The {kind} service does not tell what it offers. {reason}</source>
   <translation>Usługa {kind} nie podaje, co udostępnia. {reason}</translation>
  </message>
  <message>
   <source>There</source>
   <translation>Tam</translation>
  </message>
  <message>
   <source>There are more conditions: read the record itself.</source>
   <translation>Warunków jest więcej: przeczytaj sam rekord.</translation>
  </message>
  <message>
   <source>There is an account of this log-in already; change that one.</source>
   <translation>Ten login ma już konto; zmień je.</translation>
  </message>
  <message>
   <source>There is no account of this log-in that could be changed or ended.</source>
   <translation>Ten login nie ma konta, które można by zmienić lub zakończyć.</translation>
  </message>
  <message>
   <source>There is no body '{name}' in the list.</source>
   <translation>Na liście nie ma podmiotu „{name}”.</translation>
  </message>
  <message>
   <source>There is no decision to undo yet.</source>
   <translation>Nie ma jeszcze decyzji do cofnięcia.</translation>
  </message>
  <message>
   <source>There is no file '{name}'.</source>
   <translation>Nie ma pliku „{name}”.</translation>
  </message>
  <message>
   <source>There is no folder {path}.</source>
   <translation>Nie ma folderu {path}.</translation>
  </message>
  <message>
   <source>There is no place in it.</source>
   <translation>Nie ma w nim żadnego miejsca.</translation>
  </message>
  <message>
   <source>There is no place in the first rows.</source>
   <translation>W pierwszych wierszach nie ma żadnego miejsca.</translation>
  </message>
  <message>
   <source>There is no report '{report}'.</source>
   <translation>Nie ma zgłoszenia „{report}”.</translation>
  </message>
  <message>
   <source>There is no report with the number {report} in the store.</source>
   <translation>W bazie zgłoszeń nie ma zgłoszenia o numerze {report}.</translation>
  </message>
  <message>
   <source>There is no service '{name}' in the catalogue; the nearest is '{near}'.</source>
   <translation>W katalogu nie ma usługi „{name}”; najbardziej podobna to „{near}”.</translation>
  </message>
  <message>
   <source>There is no store at {path}.</source>
   <translation>Nie ma bazy zgłoszeń {path}.</translation>
  </message>
  <message>
   <source>There is no such date or time: '{value}'.</source>
   <translation>Nie ma takiej daty lub godziny: „{value}”.</translation>
  </message>
  <message>
   <source>There is no such hand-over in the store.</source>
   <translation>W bazie zgłoszeń nie ma takiego przekazania.</translation>
  </message>
  <message>
   <source>There is no such report in the store.</source>
   <translation>W bazie zgłoszeń nie ma takiego zgłoszenia.</translation>
  </message>
  <message>
   <source>There is no such store yet: an empty one will be made.</source>
   <translation>Takiej bazy zgłoszeń jeszcze nie ma: powstanie pusta.</translation>
  </message>
  <message>
   <source>There is no template {path}.</source>
   <translation>Nie ma szablonu {path}.</translation>
  </message>
  <message>
   <source>There is no version '{version}' in {path}.</source>
   <translation>W folderze {path} nie ma wersji „{version}”.</translation>
  </message>
  <message>
   <source>There is nothing at {url} (HTTP {status}): check the address.</source>
   <translation>Pod adresem {url} niczego nie ma (HTTP {status}): sprawdź adres.</translation>
  </message>
  <message>
   <source>There is nothing to add: write what was said first.</source>
   <translation>Nie ma czego dopisać: najpierw napisz, co zgłoszono.</translation>
  </message>
  <message>
   <source>There was nothing to bring in.</source>
   <translation>Nie było czego wczytać.</translation>
  </message>
  <message>
   <source>These answers hold for all files in the list.</source>
   <translation>Te odpowiedzi dotyczą wszystkich plików z listy.</translation>
  </message>
  <message>
   <source>These are many: add a word.</source>
   <translation>To dużo: dodaj słowo.</translation>
  </message>
  <message>
   <source>These copies beside the store still hold the texts; remove them when they are no longer needed: {names}</source>
   <translation>Te kopie obok bazy nadal zawierają teksty; usuń je, gdy przestaną być potrzebne: {names}</translation>
  </message>
  <message>
   <source>These duplicates were decided on since and stay as they are: {reports}.</source>
   <translation>O tych duplikatach zdecydowano później i pozostają bez zmian: {reports}.</translation>
  </message>
  <message>
   <source>These files could not be removed; run this again later: {names}</source>
   <translation>Tych plików nie udało się usunąć; uruchom to ponownie później: {names}</translation>
  </message>
  <message>
   <source>These layers have no coordinate system or picture format in common: add them one by one.</source>
   <translation>Te warstwy nie mają wspólnego układu współrzędnych ani formatu obrazu: dodaj je pojedynczo.</translation>
  </message>
  <message>
   <source>This area lies outside Poland.</source>
   <translation>Ten obszar leży poza Polską.</translation>
  </message>
  <message>
   <source>This attachment was erased; add a new one.</source>
   <translation>Ten załącznik usunięto; dodaj nowy.</translation>
  </message>
  <message>
   <source>This catalogue does not tell kinds of services apart: all services are listed.</source>
   <translation>Ten katalog nie rozróżnia rodzajów usług: na liście są wszystkie usługi.</translation>
  </message>
  <message>
   <source>This category needs a description.</source>
   <translation>Ta kategoria wymaga opisu.</translation>
  </message>
  <message>
   <source>This computer has no program for '{name}'.</source>
   <translation>Na tym komputerze nie ma programu do otwarcia „{name}”.</translation>
  </message>
  <message>
   <source>This is no mapping of columns: 'kmzb_mapping' is missing.</source>
   <translation>To nie jest przypisanie kolumn: brakuje wpisu „kmzb_mapping”.</translation>
  </message>
  <message>
   <source>This is no name for a log-in. Take letters, figures, '.', '_', '-', '@'; not 'pg_' or 'kmzb_' in front.</source>
   <translation>To nie jest nazwa loginu. Użyj liter, cyfr i znaków „.”, „_”, „-”, „@”; bez „pg_” ani „kmzb_” na początku.</translation>
  </message>
  <message>
   <source>This is the first report of the list.</source>
   <translation>To jest pierwsze zgłoszenie na liście.</translation>
  </message>
  <message>
   <source>This is the last report of the list. {key} reads the list anew.</source>
   <translation>To jest ostatnie zgłoszenie na liście. Klawisz {key} wczytuje listę od nowa.</translation>
  </message>
  <message>
   <source>This level does not cover the country, so gaps were not looked for.</source>
   <translation>Ten poziom nie pokrywa kraju, dlatego luk nie szukano.</translation>
  </message>
  <message>
   <source>This log-in may do more on the server than the store's rules allow. Use another one for daily work.</source>
   <translation>Ten login może na serwerze więcej, niż pozwalają reguły bazy. Do codziennej pracy użyj innego.</translation>
  </message>
  <message>
   <source>This place lies outside Poland: the services of the geoportal know nothing of it.</source>
   <translation>To miejsce leży poza Polską: usługi geoportalu nic o nim nie wiedzą.</translation>
  </message>
  <message>
   <source>This program cannot write places to the store: it lacks SQLite's spatial functions.</source>
   <translation>Ten program nie może zapisywać położenia w bazie zgłoszeń: brakuje mu funkcji przestrzennych SQLite.</translation>
  </message>
  <message>
   <source>This report has changes in the layer {layer} that are not saved. Save or discard them first; nothing of what you typed here is lost.</source>
   <translation>To zgłoszenie ma w warstwie {layer} niezapisane zmiany. Najpierw proszę je zapisać lub odrzucić; nic z tego, co tu wpisano, nie przepadnie.</translation>
  </message>
  <message>
   <source>This report is not in the list any more; the next one of the list is one key away.</source>
   <translation>Tego zgłoszenia nie ma już na liście; następne z listy jest o jeden klawisz dalej.</translation>
  </message>
  <message>
   <source>This report is not in the store any more.</source>
   <translation>Tego zgłoszenia nie ma już w bazie zgłoszeń.</translation>
  </message>
  <message>
   <source>This report was changed meanwhile; what is shown is how it is now.</source>
   <translation>To zgłoszenie w międzyczasie zmieniono; widać je takim, jakie jest teraz.</translation>
  </message>
  <message>
   <source>This server lets only its own administrator make log-ins and give roles.</source>
   <translation>Na tym serwerze loginy zakłada i role nadaje tylko jego administrator.</translation>
  </message>
  <message>
   <source>This was a trial: nothing was changed.</source>
   <translation>To była próba: niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>This was a trial: nothing was changed. To come in:</source>
   <translation>To była próba: nic nie zmieniono. Do wczytania:</translation>
  </message>
  <message>
   <source>Threat removed</source>
   <translation>Zagrożenie usunięto</translation>
  </message>
  <message>
   <source>Thumbnails</source>
   <translation>Miniatury</translation>
  </message>
  <message>
   <source>Time left to read a new report: 3 days</source>
   <translation>Ile czasu zostało na zapoznanie się z nowym zgłoszeniem: 3 dni</translation>
  </message>
  <message>
   <source>Time left to verify a report: 7 days</source>
   <translation>Ile czasu zostało na weryfikację: 7 dni</translation>
  </message>
  <message>
   <source>Time of the last report (ISO 8601, Warsaw time; empty: now)</source>
   <translation>Czas ostatniego zgłoszenia (ISO 8601, czas polski; puste: teraz)</translation>
  </message>
  <message>
   <source>Title</source>
   <translation>Tytuł</translation>
  </message>
  <message numerus="yes">
   <source>To be decided, and not brought in yet: %n report(s).</source>
   <translation>
    <numerusform>Do rozstrzygnięcia, jeszcze niewczytane: %n zgłoszenie.</numerusform>
    <numerusform>Do rozstrzygnięcia, jeszcze niewczytane: %n zgłoszenia.</numerusform>
    <numerusform>Do rozstrzygnięcia, jeszcze niewczytane: %n zgłoszeń.</numerusform>
   </translation>
  </message>
  <message>
   <source>To read</source>
   <translation>Zapoznanie</translation>
  </message>
  <message>
   <source>To verify</source>
   <translation>Weryfikacja</translation>
  </message>
  <message>
   <source>Transaction by KVP</source>
   <translation>Transaction w parametrach adresu</translation>
  </message>
  <message>
   <source>Transaction by POST, 1.0.0</source>
   <translation>Transaction metodą POST, 1.0.0</translation>
  </message>
  <message>
   <source>Transaction by POST, 1.1.0</source>
   <translation>Transaction metodą POST, 1.1.0</translation>
  </message>
  <message>
   <source>Transformation service</source>
   <translation>Usługa przekształcania</translation>
  </message>
  <message>
   <source>Tries all changes in the store and takes them back: what would be refused is told.</source>
   <translation>Próbuje wszystkich zmian w bazie zgłoszeń i wycofuje je: informuje, co zostałoby odrzucone.</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>Spróbuj ponownie</translation>
  </message>
  <message>
   <source>Try again (it could not be read)</source>
   <translation>Spróbuj ponownie (nie udało się odczytać)</translation>
  </message>
  <message>
   <source>Two reports have the number '{number}'; nothing was changed.</source>
   <translation>Dwa zgłoszenia mają numer „{number}”; niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>ULDK did not get an answer from the county's own register of parcels: try again later.</source>
   <translation>ULDK nie otrzymała odpowiedzi z powiatowej ewidencji gruntów: spróbuj ponownie później.</translation>
  </message>
  <message>
   <source>Unchanged</source>
   <translation>Bez zmian</translation>
  </message>
  <message>
   <source>Unchanged bodies</source>
   <translation>Niezmienione podmioty</translation>
  </message>
  <message>
   <source>Undo last decision</source>
   <translation>Cofnij ostatnią decyzję</translation>
  </message>
  <message>
   <source>Unit</source>
   <translation>Jednostka</translation>
  </message>
  <message>
   <source>Unit: {unit}</source>
   <translation>Jednostka: {unit}</translation>
  </message>
  <message>
   <source>Units</source>
   <translation>Jednostki</translation>
  </message>
  <message>
   <source>Units are not known yet: they are assigned by place when the report is saved.</source>
   <translation>Jednostki nie są jeszcze znane: zostaną przypisane według miejsca przy zapisie zgłoszenia.</translation>
  </message>
  <message>
   <source>Units of other levels that now lie in another one: {count}.</source>
   <translation>Jednostki innych poziomów, które leżą teraz w innej jednostce: {count}.</translation>
  </message>
  <message>
   <source>Units of that level that the source lacks end today. Off: they stay as they are.</source>
   <translation>Jednostki tego poziomu, których brakuje w źródle, kończą się dzisiaj. Wyłączone: zostają bez zmian.</translation>
  </message>
  <message>
   <source>Units read: {count}.</source>
   <translation>Odczytane jednostki: {count}.</translation>
  </message>
  <message>
   <source>Units without a date from which they are valid: {count}.</source>
   <translation>Jednostki bez daty początku obowiązywania: {count}.</translation>
  </message>
  <message>
   <source>Unknown category '{name}'.</source>
   <translation>Nieznana kategoria „{name}”.</translation>
  </message>
  <message>
   <source>Unknown category '{name}'. Did you mean '{nearest}'?</source>
   <translation>Nieznana kategoria „{name}”. Czy chodzi o „{nearest}”?</translation>
  </message>
  <message>
   <source>Unknown status '{name}'.</source>
   <translation>Nieznany status „{name}”.</translation>
  </message>
  <message>
   <source>Unknown status '{name}'. Did you mean '{nearest}'?</source>
   <translation>Nieznany status „{name}”. Czy chodzi o „{nearest}”?</translation>
  </message>
  <message>
   <source>Updated</source>
   <translation>Zaktualizowane</translation>
  </message>
  <message>
   <source>Valid again</source>
   <translation>Znów obowiązujące</translation>
  </message>
  <message>
   <source>Validity</source>
   <translation>Ważność</translation>
  </message>
  <message>
   <source>Values</source>
   <translation>Wartości</translation>
  </message>
  <message>
   <source>Verify</source>
   <translation>Zweryfikować</translation>
  </message>
  <message>
   <source>Version</source>
   <translation>Wersja</translation>
  </message>
  <message>
   <source>Version served now</source>
   <translation>Wersja udostępniana obecnie</translation>
  </message>
  <message>
   <source>Version that the public zone serves</source>
   <translation>Wersja, którą udostępnia strefa publiczna</translation>
  </message>
  <message>
   <source>Version to go back to</source>
   <translation>Wersja do przywrócenia</translation>
  </message>
  <message>
   <source>Version {version} is served now.</source>
   <translation>Teraz udostępniana jest wersja {version}.</translation>
  </message>
  <message>
   <source>Version, licence, help</source>
   <translation>Wersja, licencja, pomoc</translation>
  </message>
  <message>
   <source>Versions to keep</source>
   <translation>Liczba zachowywanych wersji</translation>
  </message>
  <message>
   <source>Versions to keep in the zone (empty: as before, at first 2)</source>
   <translation>Ile wersji trzymać w strefie (puste: jak dotąd, na początku 2)</translation>
  </message>
  <message>
   <source>View service</source>
   <translation>Usługa przeglądania</translation>
  </message>
  <message>
   <source>Voivodeship</source>
   <translation>Województwo</translation>
  </message>
  <message>
   <source>Voivodeship police</source>
   <translation>Komenda wojewódzka</translation>
  </message>
  <message>
   <source>Voivodeship {name}</source>
   <translation>Województwo {name}</translation>
  </message>
  <message>
   <source>Voivodeships (A01)</source>
   <translation>Województwa (A01)</translation>
  </message>
  <message>
   <source>WFS {version}, BBOX in {crs}</source>
   <translation>WFS {version}, BBOX w układzie {crs}</translation>
  </message>
  <message>
   <source>WFS {version}, BBOX without a CRS</source>
   <translation>WFS {version}, BBOX bez układu współrzędnych</translation>
  </message>
  <message>
   <source>WFS {version}, EPSG:{code} ({spelling}), {format}</source>
   <translation>WFS {version}, EPSG:{code} ({spelling}), {format}</translation>
  </message>
  <message>
   <source>WGS 84 (latitude, longitude)</source>
   <translation>WGS 84 (szerokość, długość)</translation>
  </message>
  <message>
   <source>WMS {version} in {crs}</source>
   <translation>WMS {version} w układzie {crs}</translation>
  </message>
  <message>
   <source>Waiting for an answer</source>
   <translation>Czekające na odpowiedź</translation>
  </message>
  <message>
   <source>Warsaw metropolitan police</source>
   <translation>Komenda Stołeczna</translation>
  </message>
  <message>
   <source>What</source>
   <translation>Co</translation>
  </message>
  <message>
   <source>What an earlier import kept is not trusted: {why}. It was set aside as {path}; the service is asked for everything anew.</source>
   <translation>Danych zachowanych przez wcześniejszy import nie można uznać za pewne: {why}. Odłożono je jako {path}; wszystko jest czytane z usługi od nowa.</translation>
  </message>
  <message>
   <source>What an import begun on {when} kept is not from the last {hours} hours; the service is asked for everything anew.</source>
   <translation>Dane zachowane przez import rozpoczęty {when} nie pochodzą z ostatnich {hours} godz.; wszystko jest czytane z usługi od nowa.</translation>
  </message>
  <message>
   <source>What differs</source>
   <translation>Co się różni</translation>
  </message>
  <message>
   <source>What is erased</source>
   <translation>Co usunąć</translation>
  </message>
  <message>
   <source>What is erased, by column of the store</source>
   <translation>Co jest usuwane, według kolumn bazy</translation>
  </message>
  <message>
   <source>What is here?</source>
   <translation>Co tu jest?</translation>
  </message>
  <message>
   <source>What is looked for beside a report, and before a new one is saved.</source>
   <translation>Czego szuka się obok zgłoszenia i przed zapisaniem nowego.</translation>
  </message>
  <message>
   <source>What is read cannot be kept to go on from later: {why}. The import itself goes on.</source>
   <translation>Nie można zachować odczytanych danych do późniejszej kontynuacji: {why}. Sam import trwa dalej.</translation>
  </message>
  <message>
   <source>What links between reports changed is kept by the store and cannot be set.</source>
   <translation>Tego, co zmieniły powiązania zgłoszeń, pilnuje baza zgłoszeń i nie można tego ustawić.</translation>
  </message>
  <message>
   <source>What must be refused</source>
   <translation>Żądania, które muszą zostać odrzucone</translation>
  </message>
  <message>
   <source>What must be refused…</source>
   <translation>Żądania, które muszą zostać odrzucone…</translation>
  </message>
  <message>
   <source>What the body answered, and when</source>
   <translation>Co i kiedy odpowiedział podmiot</translation>
  </message>
  <message>
   <source>What the report is about</source>
   <translation>Czego dotyczy zgłoszenie</translation>
  </message>
  <message>
   <source>What the service last said is kept by the store and cannot be changed.</source>
   <translation>To, co ostatnio podał serwis, prowadzi baza; nie można tego zmieniać.</translation>
  </message>
  <message>
   <source>What waits for a decision</source>
   <translation>Lista do rozstrzygnięcia</translation>
  </message>
  <message>
   <source>What was done (new, running, renewed, removed)</source>
   <translation>Co zrobiono (new, running, renewed, removed)</translation>
  </message>
  <message>
   <source>What was found</source>
   <translation>Co znaleziono</translation>
  </message>
  <message>
   <source>What was not taken, and why, stands in {path}.</source>
   <translation>Wiersze nieprzyjęte wraz z powodami są w pliku {path}.</translation>
  </message>
  <message>
   <source>What was not taken, and why: {path}</source>
   <translation>Wiersze nieprzyjęte i powody: {path}</translation>
  </message>
  <message>
   <source>What was read is kept for {hours} hours in your QGIS profile, until the reports are in the store. Off: everything is read anew, and nothing is kept.</source>
   <translation>Odczytane odpowiedzi są przechowywane w Twoim profilu QGIS przez {hours} godz., dopóki zgłoszenia nie trafią do bazy. Wyłączone: wszystko jest czytane od nowa i nic nie jest przechowywane.</translation>
  </message>
  <message>
   <source>What was read so far is kept until {until}: the next import with the same query goes on there.</source>
   <translation>To, co dotąd odczytano, jest zachowane do {until}: następny import z tym samym zapytaniem ruszy od tego miejsca.</translation>
  </message>
  <message>
   <source>What was seen</source>
   <translation>Co stwierdzono</translation>
  </message>
  <message>
   <source>When (Polish time)</source>
   <translation>Kiedy (czas polski)</translation>
  </message>
  <message>
   <source>When changed here</source>
   <translation>Kiedy tutaj</translation>
  </message>
  <message>
   <source>When changed there</source>
   <translation>Kiedy tam</translation>
  </message>
  <message>
   <source>When taken out</source>
   <translation>W chwili pobrania</translation>
  </message>
  <message>
   <source>Where is the store to be made? A file of its own, or a database in which you may make one.</source>
   <translation>Gdzie utworzyć bazę zgłoszeń? W osobnym pliku albo w pustej bazie danych, w której masz do tego prawo.</translation>
  </message>
  <message>
   <source>Where is this?</source>
   <translation>Gdzie to jest?</translation>
  </message>
  <message>
   <source>Where the attachments of a team's database lie: a folder that every desk reaches</source>
   <translation>Gdzie leżą załączniki bazy danych zespołu: folder dostępny z każdego stanowiska</translation>
  </message>
  <message>
   <source>Where to</source>
   <translation>Dokąd</translation>
  </message>
  <message>
   <source>Whether a body is valid is 0 or 1.</source>
   <translation>Aktualność podmiotu to 0 albo 1.</translation>
  </message>
  <message>
   <source>Whether the first coordinate is the easting or the northing cannot be told ({evidence}): set the axis order.</source>
   <translation>Nie da się ustalić, czy pierwsza jest współrzędna wschodnia, czy północna ({evidence}): podaj kolejność współrzędnych.</translation>
  </message>
  <message>
   <source>Whether the store is what its version made: tables, rules, rights, lists</source>
   <translation>Czy baza jest taka, jaką utworzyła jej wersja: tabele, reguły, uprawnienia, słowniki</translation>
  </message>
  <message>
   <source>Which of the two coordinates comes first. Needed only where the points do not show it.</source>
   <translation>Która z dwóch współrzędnych jest pierwsza. Potrzebne tylko wtedy, gdy punkty tego nie wskazują.</translation>
  </message>
  <message>
   <source>Which store? A file, or the team's database.</source>
   <translation>Która baza zgłoszeń? Plik albo baza danych zespołu.</translation>
  </message>
  <message>
   <source>Who</source>
   <translation>Kto</translation>
  </message>
  <message>
   <source>Why</source>
   <translation>Dlaczego</translation>
  </message>
  <message>
   <source>Why cancelled</source>
   <translation>Powód anulowania</translation>
  </message>
  <message>
   <source>Why rows would not be taken stands under 'Messages'.</source>
   <translation>Powody odrzucenia wierszy są na karcie „Komunikaty”.</translation>
  </message>
  <message>
   <source>With attachments</source>
   <translation>Z załącznikami</translation>
  </message>
  <message>
   <source>With inner note, officers and history</source>
   <translation>Z notatką wewnętrzną, prowadzącymi i historią</translation>
  </message>
  <message>
   <source>With the code of another municipality</source>
   <translation>Z kodem innej gminy</translation>
  </message>
  <message>
   <source>Withdraw a report from the publication</source>
   <translation>Wycofaj zgłoszenie z publikacji</translation>
  </message>
  <message>
   <source>Withdrawn reports taken out</source>
   <translation>Usunięte zgłoszenia wycofane</translation>
  </message>
  <message>
   <source>Withheld texts</source>
   <translation>Wstrzymane teksty</translation>
  </message>
  <message>
   <source>Without the network the sheet is made without a basemap, and says so.</source>
   <translation>Bez sieci karta powstaje bez mapy podkładowej i mówi o tym.</translation>
  </message>
  <message>
   <source>Words</source>
   <translation>Słowa</translation>
  </message>
  <message>
   <source>Words, e.g. orthophoto or roads; * stands for any letters</source>
   <translation>Słowa, np. ortofotomapa albo drogi; * zastępuje dowolne litery</translation>
  </message>
  <message>
   <source>Work &amp;queue</source>
   <translation>&amp;Kolejka zgłoszeń</translation>
  </message>
  <message>
   <source>Work planned</source>
   <translation>Działania zaplanowano</translation>
  </message>
  <message>
   <source>Working copy</source>
   <translation>Kopia robocza</translation>
  </message>
  <message>
   <source>Write a file of synthetic reports to try things out</source>
   <translation>Zapisz plik ze zmyślonymi zgłoszeniami do ćwiczeń</translation>
  </message>
  <message>
   <source>Writes down how the first file was read, so that the next file of its kind can be read the same.</source>
   <translation>Zapisuje, jak odczytano pierwszy plik, aby następny taki plik odczytać tak samo.</translation>
  </message>
  <message>
   <source>Writes synthetic reports around Polish cities, for trying the plugin out. No row is a real report. The name decides the format: .csv, or .json for a saved answer of the KMZB data service. The same count, seed and end give the same file.</source>
   <translation>Zapisuje zmyślone zgłoszenia w pobliżu polskich miast, do wypróbowania wtyczki. Żaden wiersz nie jest prawdziwym zgłoszeniem. Format zależy od rozszerzenia nazwy: .csv albo .json (zapisana odpowiedź usługi danych KMZB). Ta sama liczba, ziarno i czas ostatniego zgłoszenia dają ten sam plik.</translation>
  </message>
  <message>
   <source>Writes the ISO 19139 metadata records of what is served anew, and the prefilled form for the national register of spatial data sets and services (EZiUDP). What is given here replaces what was said before; with a store it is kept there, and every later publication uses it. Empty fields change nothing.</source>
   <translation>Zapisuje na nowo metadane ISO 19139 tego, co jest udostępniane, oraz wypełniony wstępnie formularz do ewidencji zbiorów i usług danych przestrzennych (EZiUDP). Podane tu wartości zastępują wcześniejsze; jeśli wskazano bazę, są w niej zapamiętywane i używa ich każda późniejsza publikacja. Puste pola niczego nie zmieniają.</translation>
  </message>
  <message>
   <source>Writes the bodies that reports are handed over to into a CSV, for a spreadsheet or another unit.</source>
   <translation>Zapisuje podmioty, którym przekazuje się zgłoszenia, do CSV – dla arkusza lub innej jednostki.</translation>
  </message>
  <message>
   <source>Writes the reports that the public may see, and counts made from them, into a publication folder together with a QGIS Server project, and switches to it in one step. The store itself is never served.</source>
   <translation>Zapisuje w folderze publikacji zgłoszenia, które wolno pokazać publicznie, obliczone z nich statystyki oraz projekt dla QGIS Server, po czym w jednym kroku przełącza na nową wersję. Sama baza zgłoszeń nigdy nie jest udostępniana.</translation>
  </message>
  <message>
   <source>Writes the verification card of each report, which is its hand-over sheet where it was handed over: map, coordinates in EPSG:2180 and WGS 84, all fields, history, photo and note, on as many pages as they take. A template of your own replaces the plugin's layout; 'Save the plugin's own sheet' writes one to begin with. Sheets are inner documents and never published. No file is written over.</source>
   <translation>Zapisuje kartę weryfikacji każdego zgłoszenia, a gdy je przekazano – kartę przekazania: mapa, współrzędne w EPSG:2180 i WGS 84, wszystkie pola, historia, zdjęcie i informacja, na tylu stronach, ile trzeba. Własny szablon zastępuje układ wtyczki; „Zapisz własną kartę wtyczki” daje szablon na początek. Karty są dokumentami wewnętrznymi i nigdy nie są publikowane. Żaden plik nie jest nadpisywany.</translation>
  </message>
  <message>
   <source>Writing the list…</source>
   <translation>Zapisywanie listy…</translation>
  </message>
  <message>
   <source>Writing the server's project…</source>
   <translation>Zapisywanie projektu dla serwera…</translation>
  </message>
  <message>
   <source>Your log-in has no role in the store {path}. Ask its administrator for an account.</source>
   <translation>Twój login nie ma roli w bazie {path}. Poproś jej administratora o konto.</translation>
  </message>
  <message>
   <source>Your service catalogue {path} could not be read.</source>
   <translation>Nie można odczytać własnego katalogu usług {path}.</translation>
  </message>
  <message>
   <source>Your service catalogue {path} is not valid JSON: {reason}.</source>
   <translation>Własny katalog usług {path} nie jest poprawnym plikiem JSON: {reason}.</translation>
  </message>
  <message>
   <source>Zoom to the report chosen in the list; without this the map only moves where it must</source>
   <translation>Powiększ mapę do zgłoszenia wybranego na liście; bez tego mapa przesuwa się tylko wtedy, gdy musi</translation>
  </message>
  <message>
   <source>a document type by POST</source>
   <translation>deklaracja DOCTYPE przesłana metodą POST</translation>
  </message>
  <message>
   <source>a file by MAP</source>
   <translation>plik w parametrze MAP</translation>
  </message>
  <message>
   <source>a function by POST</source>
   <translation>funkcja przesłana metodą POST</translation>
  </message>
  <message>
   <source>a function in FILTER</source>
   <translation>funkcja w parametrze FILTER</translation>
  </message>
  <message>
   <source>a huge map</source>
   <translation>ogromna mapa</translation>
  </message>
  <message>
   <source>a job was cut off while it wrote to it, and that cannot be undone because it is write-protected</source>
   <translation>przerwano zadanie, które do niego zapisywało, a jest zabezpieczony przed zapisem, więc nie można tego cofnąć</translation>
  </message>
  <message>
   <source>a question and its opposite are answered differently</source>
   <translation>odpowiedzi na pytanie i na pytanie przeciwne różnią się</translation>
  </message>
  <message>
   <source>a quote in OGC API Features</source>
   <translation>apostrof w żądaniu OGC API Features</translation>
  </message>
  <message>
   <source>a system of its own</source>
   <translation>własny układ pliku</translation>
  </message>
  <message>
   <source>an extent of the map</source>
   <translation>zasięg mapy</translation>
  </message>
  <message>
   <source>an external layer</source>
   <translation>warstwa zewnętrzna</translation>
  </message>
  <message>
   <source>an import</source>
   <translation>import</translation>
  </message>
  <message>
   <source>an unknown person</source>
   <translation>nieznana osoba</translation>
  </message>
  <message>
   <source>another program is using it</source>
   <translation>używa go inny program</translation>
  </message>
  <message>
   <source>another project by MAP</source>
   <translation>inny projekt w parametrze MAP</translation>
  </message>
  <message>
   <source>answered with HTTP {status}</source>
   <translation>odpowiedź HTTP {status}</translation>
  </message>
  <message>
   <source>answers are kept for minutes only</source>
   <translation>odpowiedzi są przechowywane w pamięci podręcznej tylko przez kilka minut</translation>
  </message>
  <message>
   <source>area E {e0}–{e1}, N {n0}–{n1} (EPSG:2180)</source>
   <translation>obszar E {e0}–{e1}, N {n0}–{n1} (EPSG:2180)</translation>
  </message>
  <message>
   <source>at most {fit} of {known} points agree with TERYT</source>
   <translation>z kodem TERYT zgadza się najwyżej {fit} z {known} punktów</translation>
  </message>
  <message>
   <source>bank account</source>
   <translation>rachunek bankowy</translation>
  </message>
  <message>
   <source>both</source>
   <translation>oba</translation>
  </message>
  <message>
   <source>cannot be read</source>
   <translation>nie można odczytać</translation>
  </message>
  <message>
   <source>capabilities</source>
   <translation>dokument GetCapabilities</translation>
  </message>
  <message>
   <source>card</source>
   <translation>karta</translation>
  </message>
  <message>
   <source>changed there later than here: look first</source>
   <translation>w serwisie zmieniono później niż w bazie: najpierw sprawdź</translation>
  </message>
  <message>
   <source>choose…</source>
   <translation>wybierz…</translation>
  </message>
  <message>
   <source>code</source>
   <translation>kod</translation>
  </message>
  <message>
   <source>code of another municipality</source>
   <translation>kod innej gminy</translation>
  </message>
  <message>
   <source>code of another municipality, replaced earlier</source>
   <translation>kod innej gminy, zastąpiony wcześniej</translation>
  </message>
  <message>
   <source>column</source>
   <translation>kolumna</translation>
  </message>
  <message>
   <source>confidential</source>
   <translation>poufne</translation>
  </message>
  <message>
   <source>conflict</source>
   <translation>konflikt</translation>
  </message>
  <message>
   <source>copyright</source>
   <translation>prawo autorskie</translation>
  </message>
  <message>
   <source>dd.mm.yyyy hh:mm</source>
   <translation>dd.mm.rrrr gg:mm</translation>
  </message>
  <message>
   <source>default format</source>
   <translation>format domyślny</translation>
  </message>
  <message>
   <source>differences</source>
   <translation>różnice</translation>
  </message>
  <message>
   <source>e-mail address</source>
   <translation>adres e-mail</translation>
  </message>
  <message>
   <source>e.g. {example}</source>
   <translation>np. {example}</translation>
  </message>
  <message>
   <source>easting first</source>
   <translation>najpierw wschodnia</translation>
  </message>
  <message>
   <source>empty: off</source>
   <translation>puste: wyłączone</translation>
  </message>
  <message>
   <source>entry {number} has no 'id'</source>
   <translation>wpis nr {number} nie ma pola „id”</translation>
  </message>
  <message>
   <source>epoch milliseconds</source>
   <translation>milisekundy od roku 1970</translation>
  </message>
  <message>
   <source>epoch milliseconds, ISO 8601 or dd.mm.yyyy hh:mm</source>
   <translation>milisekundy od roku 1970, ISO 8601 albo dd.mm.rrrr gg:mm</translation>
  </message>
  <message>
   <source>everybody may ask PostGIS where reports lie: run administrator.sql again</source>
   <translation>każdy może zapytać PostGIS, gdzie leżą zgłoszenia: wykonaj jeszcze raz administrator.sql</translation>
  </message>
  <message>
   <source>everybody may create in the schema public: run administrator.sql again</source>
   <translation>każdy może tworzyć obiekty w schemacie public: wykonaj jeszcze raz administrator.sql</translation>
  </message>
  <message>
   <source>everybody may lock by numbers: run administrator.sql again</source>
   <translation>każdy może zakładać blokady według numerów: wykonaj jeszcze raz administrator.sql</translation>
  </message>
  <message>
   <source>failed</source>
   <translation>niepomyślnie</translation>
  </message>
  <message>
   <source>failed: {count}</source>
   <translation>niepomyślnie: {count}</translation>
  </message>
  <message>
   <source>file cannot be read</source>
   <translation>pliku nie można odczytać</translation>
  </message>
  <message>
   <source>file changed since it was attached</source>
   <translation>plik zmieniony od dołączenia</translation>
  </message>
  <message>
   <source>file missing</source>
   <translation>brak pliku</translation>
  </message>
  <message>
   <source>file without a row</source>
   <translation>plik bez wiersza</translation>
  </message>
  <message>
   <source>for example {example}; there is no TERYT code to compare with</source>
   <translation>na przykład {example}; nie ma kodu TERYT do porównania</translation>
  </message>
  <message>
   <source>from the public intake: {who}</source>
   <translation>od obywatela, przez internet: {who}</translation>
  </message>
  <message>
   <source>gap</source>
   <translation>luka</translation>
  </message>
  <message>
   <source>gap, sliver</source>
   <translation>luka, szczelina</translation>
  </message>
  <message>
   <source>hand-over</source>
   <translation>przekazanie</translation>
  </message>
  <message>
   <source>hand-over sheets {day}</source>
   <translation>karty przekazania {day}</translation>
  </message>
  <message>
   <source>hand-overs</source>
   <translation>przekazania</translation>
  </message>
  <message>
   <source>identity document</source>
   <translation>dokument tożsamości</translation>
  </message>
  <message>
   <source>import: {who}</source>
   <translation>import: {who}</translation>
  </message>
  <message>
   <source>in no jurisdiction</source>
   <translation>poza obszarami jednostek Policji</translation>
  </message>
  <message>
   <source>in no municipality</source>
   <translation>poza gminami</translation>
  </message>
  <message>
   <source>intellectual property rights</source>
   <translation>prawa własności intelektualnej</translation>
  </message>
  <message>
   <source>it announces {said} and holds {count} units</source>
   <translation>zapowiada {said} jednostek, a zawiera {count}</translation>
  </message>
  <message>
   <source>it has no list 'services'</source>
   <translation>nie ma w nim listy „services”</translation>
  </message>
  <message>
   <source>it holds what is no answer of the service</source>
   <translation>zawiera coś, co nie jest odpowiedzią usługi</translation>
  </message>
  <message>
   <source>it is a film or picture of a kind that is not taken</source>
   <translation>to film lub obraz rodzaju, którego się nie przyjmuje</translation>
  </message>
  <message>
   <source>it is a program</source>
   <translation>to program</translation>
  </message>
  <message>
   <source>it is a web page, a drawing (SVG) or a formatted text, not a plain one</source>
   <translation>to strona WWW, rysunek (SVG) albo tekst sformatowany, a nie zwykły</translation>
  </message>
  <message>
   <source>it is an Office or installer file, but no Word document</source>
   <translation>to plik Office lub instalator, ale nie dokument Worda</translation>
  </message>
  <message>
   <source>it is an archive or a newer Office document; save it as PDF</source>
   <translation>to archiwum albo nowszy dokument Office; zapisz go jako PDF</translation>
  </message>
  <message>
   <source>it is damaged</source>
   <translation>jest uszkodzony</translation>
  </message>
  <message>
   <source>it is no file of this version of the plugin</source>
   <translation>to nie jest plik tej wersji wtyczki</translation>
  </message>
  <message>
   <source>it is no plain file</source>
   <translation>to nie jest zwykły plik</translation>
  </message>
  <message>
   <source>it is of another query</source>
   <translation>dotyczy innego zapytania</translation>
  </message>
  <message>
   <source>it is write-protected, or was moved or replaced while it was open</source>
   <translation>plik jest chroniony przed zapisem albo przeniesiono go lub zastąpiono, gdy był otwarty</translation>
  </message>
  <message>
   <source>it was cancelled</source>
   <translation>przerwano</translation>
  </message>
  <message>
   <source>it was good until {time} (Warsaw time): publish again</source>
   <translation>była aktualna do {time} (czas polski): opublikuj ponownie</translation>
  </message>
  <message>
   <source>its content is of a kind that is not taken</source>
   <translation>jego zawartość jest rodzaju, którego się nie przyjmuje</translation>
  </message>
  <message>
   <source>keep here</source>
   <translation>zostaw tutejsze</translation>
  </message>
  <message>
   <source>known defect</source>
   <translation>znana wada</translation>
  </message>
  <message>
   <source>known defects: {count}</source>
   <translation>znane wady: {count}</translation>
  </message>
  <message>
   <source>layer {name}</source>
   <translation>warstwa {name}</translation>
  </message>
  <message>
   <source>licence needed</source>
   <translation>wymagana licencja</translation>
  </message>
  <message>
   <source>licence plate</source>
   <translation>numer rejestracyjny</translation>
  </message>
  <message>
   <source>list of sheets {day}</source>
   <translation>lista kart {day}</translation>
  </message>
  <message>
   <source>long number</source>
   <translation>długi numer</translation>
  </message>
  <message>
   <source>longitude and latitude, degrees</source>
   <translation>długość i szerokość geograficzna, stopnie</translation>
  </message>
  <message>
   <source>mapping.json</source>
   <translation>przypisanie.json</translation>
  </message>
  <message>
   <source>mended</source>
   <translation>naprawiono</translation>
  </message>
  <message>
   <source>missing: {missing}</source>
   <translation>brakujące: {missing}</translation>
  </message>
  <message>
   <source>missing: {missing}; too many: {extra}</source>
   <translation>brakujące: {missing}; nadmiarowe: {extra}</translation>
  </message>
  <message>
   <source>missing: {right}</source>
   <translation>brakuje: {right}</translation>
  </message>
  <message>
   <source>name</source>
   <translation>nazwa</translation>
  </message>
  <message>
   <source>name of a person</source>
   <translation>imię i nazwisko</translation>
  </message>
  <message>
   <source>no</source>
   <translation>nie</translation>
  </message>
  <message>
   <source>no SRSNAME</source>
   <translation>bez SRSNAME</translation>
  </message>
  <message>
   <source>no features, HTTP {status}</source>
   <translation>brak obiektów, HTTP {status}</translation>
  </message>
  <message>
   <source>no more reports than published</source>
   <translation>nie więcej zgłoszeń, niż opublikowano</translation>
  </message>
  <message>
   <source>no municipality known</source>
   <translation>gmina nieznana</translation>
  </message>
  <message>
   <source>no other open report within {metres} m</source>
   <translation>brak innych otwartych zgłoszeń w promieniu {metres} m</translation>
  </message>
  <message>
   <source>no password was found for this server, database and log-in</source>
   <translation>nie znaleziono hasła dla tego serwera, bazy i loginu</translation>
  </message>
  <message>
   <source>no point in the answer (HTTP {status})</source>
   <translation>w odpowiedzi nie ma punktu (HTTP {status})</translation>
  </message>
  <message>
   <source>no policies</source>
   <translation>bez zasad</translation>
  </message>
  <message>
   <source>no report at its place on the map</source>
   <translation>na mapie nie ma zgłoszenia we właściwym miejscu</translation>
  </message>
  <message>
   <source>no service file knows the service of '{name}'</source>
   <translation>żaden plik usług nie zna usługi „{name}”</translation>
  </message>
  <message>
   <source>no such collection</source>
   <translation>nieistniejąca kolekcja</translation>
  </message>
  <message>
   <source>no such layer</source>
   <translation>nieistniejąca warstwa</translation>
  </message>
  <message>
   <source>no such style</source>
   <translation>nieistniejący styl</translation>
  </message>
  <message>
   <source>no unit of the store lies here</source>
   <translation>nie leży tu żadna jednostka z bazy zgłoszeń</translation>
  </message>
  <message>
   <source>nobody yet</source>
   <translation>jeszcze nikt</translation>
  </message>
  <message>
   <source>none within some kilometres</source>
   <translation>brak w promieniu kilku kilometrów</translation>
  </message>
  <message>
   <source>northing first</source>
   <translation>najpierw północna</translation>
  </message>
  <message>
   <source>not classified</source>
   <translation>niesklasyfikowane</translation>
  </message>
  <message>
   <source>not in the service: to be entered as a whole</source>
   <translation>nie ma w serwisie: wprowadzić w całości</translation>
  </message>
  <message>
   <source>not out of date</source>
   <translation>publikacja jest aktualna</translation>
  </message>
  <message>
   <source>not placed on the map yet</source>
   <translation>jeszcze bez miejsca na mapie</translation>
  </message>
  <message>
   <source>nothing</source>
   <translation>nic</translation>
  </message>
  <message>
   <source>off</source>
   <translation>wyłączone</translation>
  </message>
  <message>
   <source>on</source>
   <translation>włączone</translation>
  </message>
  <message>
   <source>other restrictions, which the record does not name</source>
   <translation>inne ograniczenia, których rekord nie podaje</translation>
  </message>
  <message>
   <source>others than you can read or write it</source>
   <translation>mogą go czytać lub zmieniać inne osoby</translation>
  </message>
  <message>
   <source>overlap</source>
   <translation>nakładanie się</translation>
  </message>
  <message>
   <source>overlap, sliver</source>
   <translation>nakładanie się, wąskie</translation>
  </message>
  <message>
   <source>passed</source>
   <translation>pomyślnie</translation>
  </message>
  <message>
   <source>passed: {count}</source>
   <translation>pomyślnie: {count}</translation>
  </message>
  <message>
   <source>patent</source>
   <translation>patent</translation>
  </message>
  <message>
   <source>patent pending</source>
   <translation>zgłoszenie patentowe</translation>
  </message>
  <message>
   <source>path leads out of the folder: not looked at</source>
   <translation>ścieżka wyprowadza z folderu: nie sprawdzono</translation>
  </message>
  <message>
   <source>phone number</source>
   <translation>numer telefonu</translation>
  </message>
  <message>
   <source>published: {count}</source>
   <translation>opublikowano: {count}</translation>
  </message>
  <message>
   <source>read by the end of {read}, verify by the end of {verify}</source>
   <translation>zapoznać się do końca {read}, zweryfikować do końca {verify}</translation>
  </message>
  <message>
   <source>rejected</source>
   <translation>odrzucony</translation>
  </message>
  <message>
   <source>reports.gpkg</source>
   <translation>zgloszenia.gpkg</translation>
  </message>
  <message>
   <source>restricted</source>
   <translation>zastrzeżone</translation>
  </message>
  <message>
   <source>rows of {name}: {policies}; {state}</source>
   <translation>wiersze tabeli {name}: {policies}; {state}</translation>
  </message>
  <message>
   <source>secret</source>
   <translation>tajne</translation>
  </message>
  <message>
   <source>separated by commas</source>
   <translation>rozdzielany przecinkami</translation>
  </message>
  <message>
   <source>separated by semicolons</source>
   <translation>rozdzielany średnikami</translation>
  </message>
  <message>
   <source>separated by tabs</source>
   <translation>rozdzielany tabulatorami</translation>
  </message>
  <message>
   <source>served now</source>
   <translation>obecnie udostępniana</translation>
  </message>
  <message>
   <source>set by hand, kept</source>
   <translation>ustawione ręcznie, zachowane</translation>
  </message>
  <message>
   <source>short name</source>
   <translation>nazwa skrócona</translation>
  </message>
  <message>
   <source>somebody's address</source>
   <translation>czyjś adres</translation>
  </message>
  <message>
   <source>something else is hidden in the file</source>
   <translation>w pliku ukryto coś innego</translation>
  </message>
  <message>
   <source>state of {day}</source>
   <translation>stan na {day}</translation>
  </message>
  <message>
   <source>stays here</source>
   <translation>zostaje tutejsze</translation>
  </message>
  <message>
   <source>take theirs</source>
   <translation>weź tamte</translation>
  </message>
  <message>
   <source>texts erased: {who}</source>
   <translation>usunięto teksty: {who}</translation>
  </message>
  <message>
   <source>the PDF holds programs or other files</source>
   <translation>PDF zawiera programy lub inne pliki</translation>
  </message>
  <message>
   <source>the Word document holds programs (macros)</source>
   <translation>dokument Worda zawiera programy (makra)</translation>
  </message>
  <message>
   <source>the answer holds: {words}</source>
   <translation>odpowiedź zawiera: {words}</translation>
  </message>
  <message>
   <source>the catalogue has no such category</source>
   <translation>katalog nie zawiera takiej kategorii</translation>
  </message>
  <message>
   <source>the category asks for a description</source>
   <translation>kategoria wymaga opisu</translation>
  </message>
  <message>
   <source>the category is not offered any more</source>
   <translation>kategoria nie jest już dostępna</translation>
  </message>
  <message>
   <source>the certificate of the database server, or your own, was not accepted</source>
   <translation>certyfikat serwera bazy danych albo Twój własny nie został przyjęty</translation>
  </message>
  <message>
   <source>the column is sent</source>
   <translation>kolumna jest wysyłana</translation>
  </message>
  <message>
   <source>the connection to the database was cut off by the server</source>
   <translation>serwer przerwał połączenie z bazą danych</translation>
  </message>
  <message>
   <source>the connection to the database was lost</source>
   <translation>połączenie z bazą danych zostało przerwane</translation>
  </message>
  <message>
   <source>the database is starting or shutting down; try again in a moment</source>
   <translation>baza danych właśnie się uruchamia albo zamyka; spróbuj za chwilę</translation>
  </message>
  <message>
   <source>the database server does not answer</source>
   <translation>serwer bazy danych nie odpowiada</translation>
  </message>
  <message>
   <source>the database server has no more connections to give; try again later</source>
   <translation>serwer bazy danych nie ma już wolnych połączeń; spróbuj później</translation>
  </message>
  <message>
   <source>the database server refuses, in words that cannot be read here; its log has them</source>
   <translation>serwer bazy danych odmawia, ale jego komunikatu nie da się tu odczytać; jest w dzienniku serwera</translation>
  </message>
  <message>
   <source>the database, or this connection to it, is read-only</source>
   <translation>baza danych albo to połączenie z nią służy tylko do odczytu</translation>
  </message>
  <message>
   <source>the days for an answer and 'valid' are whole numbers</source>
   <translation>dni na odpowiedź i „valid” to liczby całkowite</translation>
  </message>
  <message>
   <source>the days of the week are none</source>
   <translation>dni tygodnia są nieprawidłowe</translation>
  </message>
  <message>
   <source>the description holds markup or signs that are no text</source>
   <translation>opis zawiera znaczniki lub znaki, które nie są tekstem</translation>
  </message>
  <message>
   <source>the description is too long</source>
   <translation>opis jest za długi</translation>
  </message>
  <message>
   <source>the disk is full</source>
   <translation>dysk jest pełny</translation>
  </message>
  <message>
   <source>the disk is full or does not answer, or the network drive is gone</source>
   <translation>dysk jest pełny lub nie odpowiada albo zniknął dysk sieciowy</translation>
  </message>
  <message>
   <source>the disk is write-protected</source>
   <translation>dysk jest chroniony przed zapisem</translation>
  </message>
  <message>
   <source>the disk of the database server is full, or the server has no memory left</source>
   <translation>dysk serwera bazy danych jest pełny albo serwerowi zabrakło pamięci</translation>
  </message>
  <message>
   <source>the disk or the network drive does not answer</source>
   <translation>dysk lub dysk sieciowy nie odpowiada</translation>
  </message>
  <message>
   <source>the file cannot be opened: it is gone, or your account has no right to it or to its folder</source>
   <translation>pliku nie można otworzyć: zniknął albo Twoje konto nie ma uprawnień do niego lub do jego folderu</translation>
  </message>
  <message>
   <source>the file is cut off</source>
   <translation>plik jest ucięty</translation>
  </message>
  <message>
   <source>the file is damaged</source>
   <translation>plik jest uszkodzony</translation>
  </message>
  <message>
   <source>the file is empty</source>
   <translation>plik jest pusty</translation>
  </message>
  <message>
   <source>the file or its folder is not there</source>
   <translation>nie ma pliku albo jego folderu</translation>
  </message>
  <message>
   <source>the files differ in their columns or coordinate systems</source>
   <translation>pliki różnią się kolumnami lub układami współrzędnych</translation>
  </message>
  <message>
   <source>the folder '{path}' cannot be written</source>
   <translation>nie można zapisywać w folderze „{path}”</translation>
  </message>
  <message>
   <source>the guard is on and serves this folder's version</source>
   <translation>filtr ochronny jest włączony, a udostępniana jest wersja z tego folderu</translation>
  </message>
  <message>
   <source>the header {name} is missing</source>
   <translation>brak nagłówka {name}</translation>
  </message>
  <message>
   <source>the name is too long</source>
   <translation>nazwa jest za długa</translation>
  </message>
  <message>
   <source>the part of the day is none</source>
   <translation>pora dnia jest nieprawidłowa</translation>
  </message>
  <message>
   <source>the place is not in Poland</source>
   <translation>miejsce nie leży w Polsce</translation>
  </message>
  <message>
   <source>the points agree with TERYT in more than one way, or too few have a code</source>
   <translation>punkty zgadzają się z kodami TERYT na więcej niż jeden sposób albo zbyt mało z nich ma kod</translation>
  </message>
  <message>
   <source>the reference is none</source>
   <translation>numer zgłoszenia jest nieprawidłowy</translation>
  </message>
  <message>
   <source>the report belongs to a unit that your log-in does not work for</source>
   <translation>zgłoszenie należy do jednostki, której nie obejmuje Twój login</translation>
  </message>
  <message>
   <source>the report is not in its box</source>
   <translation>w podanym prostokącie nie ma zgłoszenia</translation>
  </message>
  <message>
   <source>the same day</source>
   <translation>tego samego dnia</translation>
  </message>
  <message>
   <source>the server does not let this log-in in</source>
   <translation>serwer nie wpuszcza tego loginu</translation>
  </message>
  <message>
   <source>the server refuses the log-in or its password, or the password has expired</source>
   <translation>serwer odrzuca login lub hasło albo hasło wygasło</translation>
  </message>
  <message>
   <source>the service sent no picture of this place</source>
   <translation>usługa nie przysłała obrazu tego miejsca</translation>
  </message>
  <message>
   <source>the source has changed meanwhile</source>
   <translation>plik źródłowy zmienił się w tym czasie</translation>
  </message>
  <message>
   <source>the store has no jurisdictions for this place; import the units first</source>
   <translation>w bazie nie ma obszarów Policji dla tego miejsca; najpierw zaimportuj jednostki</translation>
  </message>
  <message>
   <source>the store is read-only</source>
   <translation>baza zgłoszeń jest tylko do odczytu</translation>
  </message>
  <message>
   <source>the terms were not accepted</source>
   <translation>nie zaakceptowano regulaminu</translation>
  </message>
  <message>
   <source>the time of arrival cannot be</source>
   <translation>czas wpłynięcia jest niemożliwy</translation>
  </message>
  <message>
   <source>the time of the event cannot be</source>
   <translation>czas zdarzenia jest niemożliwy</translation>
  </message>
  <message>
   <source>there is no category '{name}'</source>
   <translation>nie ma kategorii „{name}”</translation>
  </message>
  <message>
   <source>there is no kind '{name}'</source>
   <translation>nie ma rodzaju „{name}”</translation>
  </message>
  <message>
   <source>there is no such database on the server</source>
   <translation>na serwerze nie ma takiej bazy danych</translation>
  </message>
  <message>
   <source>there is not enough memory</source>
   <translation>brakuje pamięci</translation>
  </message>
  <message>
   <source>today</source>
   <translation>dzisiaj</translation>
  </message>
  <message>
   <source>today, {day}</source>
   <translation>dzisiaj, {day}</translation>
  </message>
  <message>
   <source>too many: {extra}</source>
   <translation>nadmiarowe: {extra}</translation>
  </message>
  <message>
   <source>too much: {right}</source>
   <translation>za dużo: {right}</translation>
  </message>
  <message>
   <source>top secret</source>
   <translation>ściśle tajne</translation>
  </message>
  <message>
   <source>trademark</source>
   <translation>znak towarowy</translation>
  </message>
  <message>
   <source>unchanged answers are not sent again</source>
   <translation>niezmienione odpowiedzi nie są wysyłane ponownie</translation>
  </message>
  <message>
   <source>units assigned by place: {who}</source>
   <translation>jednostki przypisane według miejsca: {who}</translation>
  </message>
  <message>
   <source>unknown</source>
   <translation>nie wiadomo</translation>
  </message>
  <message>
   <source>unknown person</source>
   <translation>nieznana osoba</translation>
  </message>
  <message>
   <source>until midnight</source>
   <translation>do północy</translation>
  </message>
  <message>
   <source>until the end of {day}</source>
   <translation>do końca dnia {day}</translation>
  </message>
  <message>
   <source>waits until the report is saved</source>
   <translation>czeka na zapisanie zgłoszenia</translation>
  </message>
  <message>
   <source>web address or profile</source>
   <translation>adres WWW lub profil</translation>
  </message>
  <message>
   <source>web maps, metres</source>
   <translation>mapy internetowe, metry</translation>
  </message>
  <message>
   <source>what is kept ready for WFS 2.0 fits the rows</source>
   <translation>to, co jest przygotowane dla WFS 2.0, zgadza się z wierszami</translation>
  </message>
  <message>
   <source>with the report that it repeats: {who}</source>
   <translation>razem ze zgłoszeniem, które powtarza: {who}</translation>
  </message>
  <message>
   <source>without a basemap</source>
   <translation>bez mapy podkładowej</translation>
  </message>
  <message>
   <source>without a place</source>
   <translation>bez miejsca</translation>
  </message>
  <message>
   <source>yes</source>
   <translation>tak</translation>
  </message>
  <message>
   <source>your account has no right to it</source>
   <translation>Twoje konto nie ma do niego uprawnień</translation>
  </message>
  <message>
   <source>your log-in has no right to do this in the database</source>
   <translation>Twój login nie ma do tego prawa w bazie danych</translation>
  </message>
  <message>
   <source>your log-in may not connect to this database; ask its administrator for an account</source>
   <translation>Twój login nie może połączyć się z tą bazą danych; poproś jej administratora o konto</translation>
  </message>
  <message>
   <source>your log-in must be a member of the role {role}: the server's administrator grants it</source>
   <translation>Twój login musi należeć do roli {role}: nadaje ją administrator serwera</translation>
  </message>
  <message>
   <source>{address} ({metres} m away)</source>
   <translation>{address} (w odległości {metres} m)</translation>
  </message>
  <message>
   <source>{area} m² at E {east}, N {north}: between {list}</source>
   <translation>{area} m² w punkcie E {east}, N {north}: między {list}</translation>
  </message>
  <message>
   <source>{area} m² at E {east}, N {north}: under {list}</source>
   <translation>{area} m² w punkcie E {east}, N {north}: pod {list}</translation>
  </message>
  <message>
   <source>{column} by {way}</source>
   <translation>{column} przez {way}</translation>
  </message>
  <message>
   <source>{column} of {report}</source>
   <translation>{column} zgłoszenia {report}</translation>
  </message>
  <message>
   <source>{column}: the time says its zone</source>
   <translation>{column}: godzina ze strefą czasową</translation>
  </message>
  <message>
   <source>{count} of {total} units read…</source>
   <translation>Odczytano jednostek: {count} z {total}…</translation>
  </message>
  <message>
   <source>{count} units read…</source>
   <translation>Odczytano jednostek: {count}…</translation>
  </message>
  <message>
   <source>{crs} as stated; only in this axis order do the points lie in Poland.</source>
   <translation>{crs}: jak podano; tylko w tej kolejności osi punkty leżą w Polsce.</translation>
  </message>
  <message>
   <source>{crs} as the file declares.</source>
   <translation>{crs}: jak podaje plik.</translation>
  </message>
  <message>
   <source>{crs} as you said.</source>
   <translation>{crs}: jak podano.</translation>
  </message>
  <message>
   <source>{crs} by agreement with TERYT.</source>
   <translation>{crs}: na podstawie zgodności z kodami TERYT.</translation>
  </message>
  <message>
   <source>{crs} by the names of the columns.</source>
   <translation>{crs}: na podstawie nazw kolumn.</translation>
  </message>
  <message>
   <source>{first}–{last} of {count}</source>
   <translation>{first}–{last} z {count}</translation>
  </message>
  <message>
   <source>{fit} of {known} points lie in the voivodeship of their TERYT code.</source>
   <translation>W województwie zgodnym ze swoim kodem TERYT leży {fit} z {known} punktów.</translation>
  </message>
  <message>
   <source>{host} gave no report at all. That is taken for a failure of the service; nothing was changed.</source>
   <translation>Usługa {host} nie podała żadnego zgłoszenia. Uznano to za awarię usługi; niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>{kind} ({found})</source>
   <translation>{kind} ({found})</translation>
  </message>
  <message>
   <source>{kind} services are not maps.</source>
   <translation>Usługi {kind} nie są mapami.</translation>
  </message>
  <message>
   <source>{method} by OGC API Features</source>
   <translation>{method} przez OGC API Features</translation>
  </message>
  <message>
   <source>{metres} m</source>
   <translation>{metres} m</translation>
  </message>
  <message>
   <source>{name} (QGIS connection)</source>
   <translation>{name} (połączenie QGIS)</translation>
  </message>
  <message>
   <source>{name} (not valid any more)</source>
   <translation>{name} (nieaktualny)</translation>
  </message>
  <message>
   <source>{name} (responsible)</source>
   <translation>{name} (właściwy)</translation>
  </message>
  <message>
   <source>{name} (service)</source>
   <translation>{name} (usługa)</translation>
  </message>
  <message>
   <source>{name} opens</source>
   <translation>{name}: otwarcie</translation>
  </message>
  <message>
   <source>{name} – being looked at…</source>
   <translation>{name} – trwa rozpoznawanie…</translation>
  </message>
  <message>
   <source>{name} – has a question</source>
   <translation>{name} – jest pytanie</translation>
  </message>
  <message>
   <source>{name}: tells nothing of the machine</source>
   <translation>{name}: nie zdradza niczego o serwerze</translation>
  </message>
  <message>
   <source>{name}: the refusal is not kept</source>
   <translation>{name}: odmowa nie jest zapisywana w pamięci podręcznej</translation>
  </message>
  <message>
   <source>{one} of {known} points agree with TERYT as they stand, {other} only with the axes swapped</source>
   <translation>z {known} punktów z kodem TERYT zgadza się {one} bez zmian, a {other} dopiero po zamianie osi</translation>
  </message>
  <message>
   <source>{origin} has coordinates in EPSG:{code}; only EPSG:2180 is taken.</source>
   <translation>{origin} zawiera współrzędne w układzie EPSG:{code}; przyjmowany jest tylko EPSG:2180.</translation>
  </message>
  <message>
   <source>{origin} is JSON, but no KMZB data: 'clusters' is not a list.</source>
   <translation>{origin}: to jest JSON, ale nie dane KMZB: „clusters” nie jest listą.</translation>
  </message>
  <message>
   <source>{origin} is JSON, but not a list of KMZB reports: 'features' is missing.</source>
   <translation>{origin} to JSON, ale bez listy zgłoszeń KMZB: brakuje pola „features”.</translation>
  </message>
  <message>
   <source>{origin} is a web page, not KMZB data.</source>
   <translation>{origin} to strona WWW, a nie dane KMZB.</translation>
  </message>
  <message>
   <source>{origin} is empty.</source>
   <translation>{origin} nie zawiera danych.</translation>
  </message>
  <message>
   <source>{origin} is not UTF-8 text.</source>
   <translation>{origin} nie jest tekstem UTF-8.</translation>
  </message>
  <message>
   <source>{origin} is not whole JSON: it breaks off or is damaged.</source>
   <translation>{origin} nie jest kompletnym dokumentem JSON: urywa się lub zawiera błędy.</translation>
  </message>
  <message>
   <source>{path} cannot be read: {reason}.</source>
   <translation>Nie można odczytać {path}: {reason}.</translation>
  </message>
  <message>
   <source>{path} cannot be written: {reason}.</source>
   <translation>Nie można zapisać {path}: {reason}.</translation>
  </message>
  <message>
   <source>{path} exists already, with other content. Nothing was moved.</source>
   <translation>{path} już istnieje i ma inną treść. Nic nie przeniesiono.</translation>
  </message>
  <message>
   <source>{path} exists already. Choose another name for the project.</source>
   <translation>{path} już istnieje. Wybierz inną nazwę projektu.</translation>
  </message>
  <message>
   <source>{path} exists already. Choose another name, or open it as a store.</source>
   <translation>{path} już istnieje. Wybierz inną nazwę albo otwórz ten plik jako bazę zgłoszeń.</translation>
  </message>
  <message>
   <source>{path} exists already. Overwrite it?</source>
   <translation>{path} już istnieje. Zastąpić ten plik?</translation>
  </message>
  <message>
   <source>{path} exists already: it holds the attachments of another store. Choose another name.</source>
   <translation>{path} już istnieje: zawiera załączniki innej bazy zgłoszeń. Wybierz inną nazwę.</translation>
  </message>
  <message>
   <source>{path} holds no publication.</source>
   <translation>W folderze {path} nie ma publikacji.</translation>
  </message>
  <message>
   <source>{path} is a database and no file. 'Move a store' (kmzb:movestore) makes a GeoPackage of it; its backup is the server administrator's, by pg_dump or continuous archiving.</source>
   <translation>{path} to baza danych, nie plik. „Przenieś bazę” (kmzb:movestore) robi z niej GeoPackage; kopie zapasowe bazy to zadanie administratora serwera: pg_dump albo ciągła archiwizacja.</translation>
  </message>
  <message>
   <source>{path} is a symbolic link: a running server goes on serving old rows behind it.</source>
   <translation>{path} jest dowiązaniem symbolicznym: działający serwer nadal udostępniałby przez nie stare wiersze.</translation>
  </message>
  <message>
   <source>{path} is a working copy itself. Take reports out of the store that it comes from.</source>
   <translation>{path} jest już kopią roboczą. Pobierz zgłoszenia z bazy, z której pochodzi.</translation>
  </message>
  <message>
   <source>{path} is no list of bodies: it is too large.</source>
   <translation>{path} nie jest listą podmiotów: plik jest za duży.</translation>
  </message>
  <message>
   <source>{path} is no list of bodies: its first line must name the columns {list}.</source>
   <translation>{path} nie jest listą podmiotów: pierwszy wiersz musi zawierać nazwy kolumn {list}.</translation>
  </message>
  <message>
   <source>{path} is no name of a project: it should end in .qgz.</source>
   <translation>{path} nie jest nazwą projektu: powinna kończyć się na .qgz.</translation>
  </message>
  <message>
   <source>{path} is no template of a QGIS print layout.</source>
   <translation>{path} nie jest szablonem wydruku QGIS.</translation>
  </message>
  <message>
   <source>{path} is no working copy: reports are taken out with 'Take reports out'.</source>
   <translation>{path} nie jest kopią roboczą: zgłoszenia pobiera się zadaniem „Pobierz zgłoszenia w teren”.</translation>
  </message>
  <message>
   <source>{path} is not a KMZB store.</source>
   <translation>{path} nie jest bazą zgłoszeń KMZB.</translation>
  </message>
  <message>
   <source>{path} is not a folder.</source>
   <translation>{path} nie jest folderem.</translation>
  </message>
  <message>
   <source>{path} must not be written over: it is one of the files this works with.</source>
   <translation>Nie wolno nadpisać {path}: to jeden z plików, na których to działa.</translation>
  </message>
  <message>
   <source>{path} serves no publication. Publish first.</source>
   <translation>W folderze {path} nie ma udostępnianej publikacji. Najpierw opublikuj zgłoszenia.</translation>
  </message>
  <message>
   <source>{place} in it counts the reports, as in {example}.</source>
   <translation>{place} w nim liczy zgłoszenia, jak w {example}.</translation>
  </message>
  <message>
   <source>{place} labelled {label}</source>
   <translation>{place} z oznaczeniem {label}</translation>
  </message>
  <message>
   <source>{place} of {total}</source>
   <translation>{place} z {total}</translation>
  </message>
  <message>
   <source>{problem} Not read: {place}. Nothing was changed.</source>
   <translation>{problem} Nie odczytano danych: {place}. Niczego nie zmieniono.</translation>
  </message>
  <message>
   <source>{problem} Trying again in {seconds} s.</source>
   <translation>{problem} Ponowna próba za {seconds} s.</translation>
  </message>
  <message>
   <source>{report} has changes that are not saved yet. Save them first.</source>
   <translation>{report} ma niezapisane zmiany. Najpierw je zapisz.</translation>
  </message>
  <message>
   <source>{report} has no place yet.</source>
   <translation>{report} nie ma jeszcze miejsca.</translation>
  </message>
  <message>
   <source>{report} is not in the layer any more.</source>
   <translation>{report}: zgłoszenia nie ma już w warstwie.</translation>
  </message>
  <message>
   <source>{report} repeats no other report any more.</source>
   <translation>{report} nie powtarza już innego zgłoszenia.</translation>
  </message>
  <message>
   <source>{report} repeats report {number} now.</source>
   <translation>{report} powtarza teraz zgłoszenie {number}.</translation>
  </message>
  <message>
   <source>{said} is stated for the places, but their TERYT codes agree with {crs}: set the CRS and the axis order.</source>
   <translation>Dla miejsc podano {said}, ale ich kody TERYT zgadzają się z {crs}: podaj układ współrzędnych i kolejność współrzędnych.</translation>
  </message>
  <message>
   <source>{seen} instead of {expected}</source>
   <translation>{seen} zamiast {expected}</translation>
  </message>
  <message>
   <source>{service} reports an error: {reason}.</source>
   <translation>{service} zgłasza błąd: {reason}.</translation>
  </message>
  <message>
   <source>{service} sent a web page instead of data: it is out of order, or something on the way to it answered.</source>
   <translation>{service}: zamiast danych nadeszła strona WWW. Usługa nie działa albo odpowiedziało coś po drodze do niej.</translation>
  </message>
  <message>
   <source>{service} sent an empty answer: try again later.</source>
   <translation>{service}: odpowiedź jest pusta. Spróbuj ponownie później.</translation>
  </message>
  <message>
   <source>{service}: columns of {layer}</source>
   <translation>{service}: kolumny warstwy {layer}</translation>
  </message>
  <message>
   <source>{service}: count</source>
   <translation>{service}: liczba zgłoszeń</translation>
  </message>
  <message>
   <source>{service}: count of {layer}</source>
   <translation>{service}: liczba obiektów warstwy {layer}</translation>
  </message>
  <message>
   <source>{service}: layers</source>
   <translation>{service}: warstwy</translation>
  </message>
  <message>
   <source>{service}: place of {report}</source>
   <translation>{service}: położenie zgłoszenia {report}</translation>
  </message>
  <message>
   <source>{service}: readable by OWSLib</source>
   <translation>{service}: OWSLib odczytuje odpowiedź</translation>
  </message>
  <message>
   <source>{service}: title and provider</source>
   <translation>{service}: tytuł i dostawca</translation>
  </message>
  <message>
   <source>{table}: {count} rows, {digest}</source>
   <translation>{table}: wierszy: {count}, {digest}</translation>
  </message>
  <message>
   <source>{taken} of {all} taken</source>
   <translation>przypisano {taken} z {all}</translation>
  </message>
  <message>
   <source>{text} lies in the future: only the present or a past day can be published.</source>
   <translation>{text} to data przyszła: można opublikować tylko stan obecny lub z minionego dnia.</translation>
  </message>
  <message>
   <source>{text}: changed in the layer and not saved yet</source>
   <translation>{text}: zmienione w warstwie, jeszcze niezapisane</translation>
  </message>
  <message>
   <source>{unit} (not in this store)</source>
   <translation>{unit} (nie ma w tej bazie)</translation>
  </message>
  <message>
   <source>{url} does not answer as a WFS (HTTP {status}).</source>
   <translation>Pod adresem {url} nie odpowiada usługa WFS (HTTP {status}).</translation>
  </message>
  <message>
   <source>{what} '{name}' is missing.</source>
   <translation>{what} „{name}”: brak.</translation>
  </message>
  <message>
   <source>{what} '{name}' is none of the store's.</source>
   <translation>{what} „{name}”: nie należy do bazy KMZB.</translation>
  </message>
  <message>
   <source>{what} '{name}' is not as it was made.</source>
   <translation>{what} „{name}”: zmieniono od czasu utworzenia.</translation>
  </message>
  <message>
   <source>{what}: {reason}.</source>
   <translation>{what}: {reason}.</translation>
  </message>
  <message>
   <source>{when}, reported again: {text}</source>
   <translation>{when}, zgłoszono ponownie: {text}</translation>
  </message>
  <message>
   <source>{who} changed this hand-over meanwhile:</source>
   <translation>{who} zmienił(a) w międzyczasie to przekazanie:</translation>
  </message>
  <message>
   <source>{who}, by a check-in; made in the working copy by {by}, {when}</source>
   <translation>{who}, przy wczytaniu kopii roboczej; w kopii zmienił(a) {by}, {when}</translation>
  </message>
  <message>
   <source>– choose –</source>
   <translation>– wybierz –</translation>
  </message>
  <message>
   <source>– none –</source>
   <translation>– brak –</translation>
  </message>
  <message numerus="yes">
   <source>… and %n more.</source>
   <translation>
    <numerusform>… i jeszcze %n.</numerusform>
    <numerusform>… i jeszcze %n.</numerusform>
    <numerusform>… i jeszcze %n.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>… and %n more; a report lists all.</source>
   <translation>
    <numerusform>… i jeszcze %n; wszystkie wymienia raport.</numerusform>
    <numerusform>… i jeszcze %n; wszystkie wymienia raport.</numerusform>
    <numerusform>… i jeszcze %n; wszystkie wymienia raport.</numerusform>
   </translation>
  </message>
 </context>
</TS>
