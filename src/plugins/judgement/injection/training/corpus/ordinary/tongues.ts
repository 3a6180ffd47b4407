import { listed, type Slots } from '../grammar.ts';
import type { Kind } from '../kind.ts';

/** Words of languages with Latin letters: things, what is done with them, and how. */
export const tongueSlots: Slots = {
  deT: listed(`
    das Haus ¦ die Brücke ¦ der Fluss ¦ ein altes Buch ¦ die Küche ¦ der Schlüssel ¦ meine Schwester ¦ unser Nachbar ¦ die Rechnung ¦ das Gerät ¦ der Rechner ¦ die Datei ¦ das Verzeichnis ¦ der Benutzer ¦ die Einstellung ¦
    das Gesetz ¦ die Regierung ¦ der Bürgermeister ¦ die Wissenschaft ¦ das Mittelalter ¦ ein Zeichen ¦ die Funktion ¦ der Wert ¦ die Zeichenkette ¦ das Ergebnis ¦ die Landschaft ¦ der Winter ¦ das Kind ¦ die Mutter ¦ der Arzt ¦
    die Gesellschaft ¦ das Geld ¦ der Zug ¦ die Prüfung ¦ das Schiff ¦ die Freiheit ¦ der Fehler ¦ die Verbindung ¦ das Netzwerk ¦ das Frühstück ¦ die Wahrheit ¦ der Spieler ¦ das Paket ¦ die Bestellung ¦ der Vertrag ¦ die Stadt
  `),
  deV: listed(`
    wurde gefunden ¦ gehört dazu ¦ ist schon lange bekannt ¦ bleibt geschlossen ¦ wird nicht mehr gebraucht ¦ steht am Ende der Straße ¦ kann geändert werden ¦ muss zuerst geprüft werden ¦ hat sich kaum verändert ¦ gibt einen Wert
    zurück ¦ liegt in der Nähe ¦ kommt morgen an ¦ war früher größer ¦ darf nicht fehlen ¦ kostet {n} EUR ¦ wird automatisch angelegt ¦ enthält alle Einträge ¦ ging verloren ¦ sollte ersetzt werden ¦ überschreibt die Vorgabe ¦
    wird ignoriert ¦ lässt sich leicht öffnen ¦ zeigt die Hilfe an ¦ schläft noch ¦ weiß davon nichts ¦ hatte recht ¦ lachte laut ¦ soll bis {day} fertig sein
  `),
  deHow: listed(`
    heute ¦ meistens ¦ ohne Zweifel ¦ im Allgemeinen ¦ seit vielen Jahren ¦ leider ¦ nach dem Krieg ¦ in diesem Fall ¦ am nächsten Morgen ¦ jedoch ¦ trotzdem ¦ zum Beispiel ¦ danach ¦ früher ¦ vielleicht ¦ unter bestimmten Umständen
  `),
  deDo: listed(`
    Öffnen Sie ¦ Bitte prüfen Sie ¦ Vergessen Sie nicht ¦ Sie können hier ändern: ¦ Schicken Sie uns ¦ Wählen Sie ¦ Schließen Sie ¦ Beachten Sie ¦ Bitte lesen Sie ¦ Entfernen Sie ¦ Bestätigen Sie ¦ Schreiben Sie uns über ¦ Gib ein: ¦ Nimm
  `),
  frT: listed(`
    la maison ¦ le pont ¦ la rivière ¦ un vieux livre ¦ la cuisine ¦ la clé ¦ ma sœur ¦ notre voisin ¦ la facture ¦ l'appareil ¦ l'ordinateur ¦ le fichier ¦ le répertoire ¦ l'utilisateur ¦ le réglage ¦ la loi ¦ le gouvernement ¦ le maire ¦
    la science ¦ le Moyen Âge ¦ un signe ¦ la fonction ¦ la valeur ¦ la chaîne de caractères ¦ le résultat ¦ le paysage ¦ l'hiver ¦ l'enfant ¦ la mère ¦ le médecin ¦ la société ¦ l'argent ¦ le train ¦ l'examen ¦ le bateau ¦ la liberté ¦ l'erreur ¦
    la connexion ¦ le réseau ¦ le petit déjeuner ¦ la vérité ¦ le joueur ¦ le paquet ¦ la commande ¦ le contrat ¦ la ville
  `),
  frV: listed(`
    a été retrouvé ¦ en fait partie ¦ est connu depuis longtemps ¦ reste fermé ¦ n'est plus nécessaire ¦ se trouve au bout de la rue ¦ peut être modifié ¦ doit d'abord être vérifié ¦ n'a presque pas changé ¦ renvoie une valeur ¦ arrive demain ¦
    était plus grand autrefois ¦ coûte {n} euros ¦ est créé automatiquement ¦ contient toutes les entrées ¦ s'est perdu ¦ devrait être remplacé ¦ remplace la valeur par défaut ¦ est ignoré ¦ s'ouvre facilement ¦ affiche l'aide ¦ dort encore ¦ n'en sait
    rien ¦ avait raison ¦ sera prêt le {day}
  `),
  frHow: listed(`
    aujourd'hui ¦ le plus souvent ¦ sans doute ¦ en général ¦ depuis des années ¦ malheureusement ¦ après la guerre ¦ dans ce cas ¦ le lendemain ¦ cependant ¦ par exemple ¦ ensuite ¦ autrefois ¦ peut-être ¦ sous certaines conditions
  `),
  frDo: listed(`
    Ouvrez ¦ Veuillez vérifier ¦ N'oubliez pas ¦ Vous pouvez modifier ici ¦ Envoyez-nous ¦ Choisissez ¦ Fermez ¦ Notez que ¦ Lisez ¦ Supprimez ¦ Confirmez ¦ Écrivez-nous au sujet de ¦ Prends ¦ Regarde
  `),
  esT: listed(`
    la casa ¦ el puente ¦ el río ¦ un libro viejo ¦ la cocina ¦ la llave ¦ mi hermana ¦ nuestro vecino ¦ la factura ¦ el aparato ¦ el ordenador ¦ el fichero ¦ el directorio ¦ el usuario ¦ la opción ¦ la ley ¦ el gobierno ¦ el alcalde ¦ la ciencia ¦
    la Edad Media ¦ una señal ¦ la función ¦ el valor ¦ la cadena de caracteres ¦ el resultado ¦ el paisaje ¦ el invierno ¦ el niño ¦ la madre ¦ el médico ¦ la sociedad ¦ el dinero ¦ el tren ¦ el examen ¦ el barco ¦ la libertad ¦ el error ¦
    la conexión ¦ la red ¦ el desayuno ¦ la verdad ¦ el jugador ¦ el paquete ¦ el pedido ¦ el contrato ¦ la ciudad
  `),
  esV: listed(`
    fue encontrado ¦ forma parte de ello ¦ se conoce desde hace mucho ¦ sigue cerrado ¦ ya no hace falta ¦ está al final de la calle ¦ se puede cambiar ¦ debe comprobarse primero ¦ apenas ha cambiado ¦ devuelve un valor ¦ llega mañana ¦ antes era
    más grande ¦ cuesta {n} euros ¦ se crea automáticamente ¦ contiene todas las entradas ¦ se perdió ¦ debería sustituirse ¦ reemplaza el valor predeterminado ¦ se ignora ¦ se abre con facilidad ¦ muestra la ayuda ¦ aún duerme ¦ no sabe nada ¦ tenía
    razón ¦ estará listo el {day}
  `),
  esHow: listed(`
    hoy ¦ casi siempre ¦ sin duda ¦ en general ¦ desde hace años ¦ por desgracia ¦ después de la guerra ¦ en este caso ¦ a la mañana siguiente ¦ sin embargo ¦ por ejemplo ¦ después ¦ antes ¦ quizá ¦ bajo ciertas condiciones
  `),
  esDo: listed(`
    Abra ¦ Por favor, compruebe ¦ No olvide ¦ Aquí puede cambiar ¦ Envíenos ¦ Elija ¦ Cierre ¦ Tenga en cuenta ¦ Lea ¦ Elimine ¦ Confirme ¦ Escríbanos sobre ¦ Toma ¦ Mira
  `),
  itT: listed(`
    la casa ¦ il ponte ¦ il fiume ¦ un vecchio libro ¦ la cucina ¦ la chiave ¦ mia sorella ¦ il nostro vicino ¦ la fattura ¦ il computer ¦ il file ¦ la cartella ¦ l'utente ¦ l'impostazione ¦ la legge ¦ il governo ¦ il sindaco ¦ la scienza ¦ il
    Medioevo ¦ un segno ¦ la funzione ¦ il valore ¦ la stringa ¦ il risultato ¦ il paesaggio ¦ l'inverno ¦ il bambino ¦ la madre ¦ il medico ¦ la società ¦ i soldi ¦ il treno ¦ l'esame ¦ la nave ¦ la libertà ¦ l'errore ¦ la rete ¦ la verità ¦ il
    pacco ¦ l'ordine ¦ il contratto ¦ la città ¦ gli uomini ¦ le donne ¦ la moglie ¦ l'amico
  `),
  itV: listed(`
    è stato trovato ¦ ne fa parte ¦ è noto da tempo ¦ resta chiuso ¦ non serve più ¦ si trova in fondo alla strada ¦ può essere modificato ¦ va prima controllato ¦ non è quasi cambiato ¦ restituisce un valore ¦ arriva domani ¦ una volta era più grande ¦
    costa {n} euro ¦ viene creato da solo ¦ contiene tutte le voci ¦ è andato perso ¦ andrebbe sostituito ¦ viene ignorato ¦ si apre facilmente ¦ mostra la guida ¦ dorme ancora ¦ non ne sa nulla ¦ aveva ragione ¦ sarà pronto il {day}
  `),
  ptT: listed(`
    a casa ¦ a ponte ¦ o rio ¦ um livro antigo ¦ a cozinha ¦ a chave ¦ minha irmã ¦ nosso vizinho ¦ a fatura ¦ o aparelho ¦ o computador ¦ o arquivo ¦ o diretório ¦ o usuário ¦ a configuração ¦ a lei ¦ o governo ¦ o prefeito ¦ a ciência ¦ a Idade Média ¦
    um sinal ¦ a função ¦ o valor ¦ o resultado ¦ a paisagem ¦ o inverno ¦ a criança ¦ a mãe ¦ o médico ¦ a sociedade ¦ o dinheiro ¦ o trem ¦ a prova ¦ o navio ¦ a liberdade ¦ o erro ¦ a ligação ¦ a rede ¦ a verdade ¦ o pacote ¦ o pedido ¦ a cidade
  `),
  ptV: listed(`
    foi encontrado ¦ faz parte disso ¦ é conhecido há muito tempo ¦ continua fechado ¦ não é mais necessário ¦ fica no fim da rua ¦ pode ser alterado ¦ deve ser verificado primeiro ¦ quase não mudou ¦ devolve um valor ¦ chega amanhã ¦ era maior antes ¦
    custa {n} reais ¦ é criado automaticamente ¦ contém todas as entradas ¦ perdeu-se ¦ deveria ser substituído ¦ é ignorado ¦ abre facilmente ¦ mostra a ajuda ¦ ainda dorme ¦ não sabe de nada ¦ tinha razão ¦ ficará pronto em {day}
  `),
  nlT: listed(`
    het huis ¦ de brug ¦ de rivier ¦ een oud boek ¦ de keuken ¦ de sleutel ¦ mijn zus ¦ onze buurman ¦ de rekening ¦ het apparaat ¦ de computer ¦ het bestand ¦ de map ¦ de gebruiker ¦ de instelling ¦ de wet ¦ de regering ¦ de burgemeester ¦ de wetenschap ¦
    de middeleeuwen ¦ een teken ¦ de functie ¦ de waarde ¦ het resultaat ¦ het landschap ¦ de winter ¦ het kind ¦ de moeder ¦ de dokter ¦ de samenleving ¦ het geld ¦ de trein ¦ het examen ¦ het schip ¦ de vrijheid ¦ de fout ¦ het netwerk ¦ de stad
  `),
  nlV: listed(`
    werd gevonden ¦ hoort erbij ¦ is al lang bekend ¦ blijft gesloten ¦ is niet meer nodig ¦ staat aan het eind van de straat ¦ kan worden gewijzigd ¦ moet eerst worden nagekeken ¦ is nauwelijks veranderd ¦ geeft een waarde terug ¦ komt morgen aan ¦
    was vroeger groter ¦ kost {n} euro ¦ wordt vanzelf aangemaakt ¦ bevat alle regels ¦ ging verloren ¦ moet worden vervangen ¦ wordt genegeerd ¦ gaat makkelijk open ¦ slaapt nog ¦ weet er niets van ¦ had gelijk
  `),
  svT: listed(`
    huset ¦ bron ¦ floden ¦ en gammal bok ¦ köket ¦ nyckeln ¦ min syster ¦ vår granne ¦ räkningen ¦ datorn ¦ filen ¦ katalogen ¦ användaren ¦ inställningen ¦ lagen ¦ regeringen ¦ vetenskapen ¦ ett tecken ¦ funktionen ¦ värdet ¦ resultatet ¦ vintern ¦ barnet ¦
    modern ¦ läkaren ¦ samhället ¦ pengarna ¦ tåget ¦ skeppet ¦ friheten ¦ felet ¦ nätverket ¦ brugeren ¦ mappen ¦ huset på bakken ¦ en gammel bog ¦ naboen vår ¦ byen ¦ systemet ¦ pakken ¦ tjenesten ¦ sproget
  `),
  svV: listed(`
    hittades ¦ hör dit ¦ är känt sedan länge ¦ förblir stängt ¦ behövs inte längre ¦ ligger vid slutet av gatan ¦ kan ändras ¦ måste först kontrolleras ¦ har knappt förändrats ¦ returnerar ett värde ¦ kommer i morgon ¦ kostar {n} kronor ¦ skapas automatiskt ¦
    innehåller alla poster ¦ gick förlorat ¦ bør erstattes ¦ kan installeres ¦ brukes ikke lenger ¦ blev fundet ¦ findes stadig ¦ viser hjelpen ¦ sover ännu ¦ vet ingenting om det ¦ hade rätt ¦ er klar til brug ¦ skal først gemmes
  `),
  plT: listed(`
    dom ¦ most ¦ rzeka ¦ stara książka ¦ kuchnia ¦ klucz ¦ moja siostra ¦ nasz sąsiad ¦ rachunek ¦ urządzenie ¦ komputer ¦ plik ¦ katalog ¦ użytkownik ¦ ustawienie ¦ prawo ¦ rząd ¦ burmistrz ¦ nauka ¦ średniowiecze ¦ znak ¦ funkcja ¦ wartość ¦ wynik ¦
    krajobraz ¦ zima ¦ dziecko ¦ matka ¦ lekarz ¦ społeczeństwo ¦ pieniądze ¦ pociąg ¦ egzamin ¦ statek ¦ wolność ¦ błąd ¦ połączenie ¦ sieć ¦ prawda ¦ miasto ¦ starý dům ¦ naše řeka ¦ soubor ¦ uživatel ¦ nastavení ¦ počítač ¦ město ¦ dítě ¦ zákon ¦ stara kuća
    ¦ korisnik ¦ datoteka ¦ mreža ¦ zápis ¦ chyba
  `),
  plV: listed(`
    został znaleziony ¦ do tego należy ¦ jest znany od dawna ¦ pozostaje zamknięty ¦ nie jest już potrzebny ¦ stoi na końcu ulicy ¦ można zmienić ¦ trzeba najpierw sprawdzić ¦ prawie się nie zmienił ¦ zwraca wartość ¦ przyjedzie jutro ¦ był kiedyś większy ¦
    kosztuje {n} zł ¦ tworzy się sam ¦ zawiera wszystkie wpisy ¦ zaginął ¦ powinien zostać zastąpiony ¦ jest pomijany ¦ jeszcze śpi ¦ nic o tym nie wie ¦ miał rację ¦ byl nalezen ¦ musí být nejprve zkontrolován ¦ lze změnit v nastavení ¦ mora se prvo
    provjeriti ¦ nalazi se na kraju ulice ¦ přijede zítra ¦ obsahuje všechny záznamy
  `),
  roT: listed(`
    casa ¦ podul ¦ râul ¦ o carte veche ¦ bucătăria ¦ cheia ¦ sora mea ¦ fișierul ¦ utilizatorul ¦ legea ¦ guvernul ¦ valoarea ¦ rețeaua ¦ orașul ¦ la xarxa ¦ el fitxer ¦ l'usuari ¦ la ciutat ¦ el pont vell ¦ a ház ¦ a régi híd ¦ a felhasználó ¦ a fájl ¦ az érték ¦
    talo ¦ vanha silta ¦ käyttäjä ¦ tiedosto ¦ asetus ¦ kaupunki ¦ lapsi ¦ virhe ¦ rumah itu ¦ jembatan lama ¦ pengguna ¦ berkas ¦ jaringan ¦ pengaturan ¦ ngôi nhà ¦ cây cầu cũ ¦ người dùng ¦ tập tin ¦ thành phố ¦ ev ¦ eski köprü ¦ kullanıcı ¦ dosya ¦ şehir ¦ ayar
    ¦ hata ¦ ağ bağlantısı
  `),
  roV: listed(`
    a fost găsit ¦ poate fi schimbat ¦ trebuie verificat mai întâi ¦ nu mai este necesar ¦ costă {n} lei ¦ es pot canviar ¦ s'ha de comprovar abans ¦ ja no cal ¦ megtalálható ¦ először ellenőrizni kell ¦ már nem szükséges ¦ holnap érkezik ¦ löydettiin ¦ voidaan
    muuttaa ¦ pitää ensin tarkistaa ¦ ei enää tarvita ¦ saapuu huomenna ¦ telah ditemukan ¦ dapat diubah ¦ harus diperiksa dahulu ¦ tidak lagi diperlukan ¦ đã được tìm thấy ¦ có thể thay đổi ¦ phải được kiểm tra trước ¦ không còn cần thiết ¦ bulundu ¦
    değiştirilebilir ¦ önce kontrol edilmelidir ¦ artık gerekli değil ¦ yarın gelecek ¦ sistemde bulunur ¦ akan tiba besok ¦ sẽ đến vào ngày mai
  `),
};

/** Ordinary prose in other languages with Latin letters. */
export const tongueKinds: Readonly<Record<string, Kind>> = {
  'prose: German': {
    join: ' ',
    most: 9,
    lines: listed(`
      {deT} {deV}. ¦ {deHow} {deV} hier nichts. ¦ {deT} {deV}, aber {deT} {deV}. ¦ {deDo} {deT}. ¦ Wenn {deT} {deV}, dann {deV} {deT}. ¦ Warum {deV} das? ¦ {First} sagte, {deT} {deV}. ¦ {deHow}: {deT} {deV}. ¦ Ob {deT} {deV}, ist offen. ¦
      {deT} und {deT}: beides {deV}. ¦ Wie finde ich {deT}? ¦ Hinweis: {deT} {deV}. ¦ Mit der Option -{babble} {deV} {deT}. ¦ Der {babble} {deV}.
    `),
  },
  'prose: French': {
    join: ' ',
    most: 9,
    lines: listed(`
      {frT} {frV}. ¦ {frHow}, {frT} {frV}. ¦ {frT} {frV}, mais {frT} {frV}. ¦ {frDo} {frT}. ¦ Si {frT} {frV}, alors {frT} {frV}. ¦ Pourquoi {frT} {frV} ? ¦ {First} a dit que {frT} {frV}. ¦ {frT} et {frT} : tout {frV}. ¦ Où est {frT} ? ¦
      Remarque : {frT} {frV}. ¦ L'option -{babble} indique que {frT} {frV}. ¦ {frT} de {babble} {frV}.
    `),
  },
  'prose: Spanish': {
    join: ' ',
    most: 9,
    lines: listed(`
      {esT} {esV}. ¦ {esHow}, {esT} {esV}. ¦ {esT} {esV}, pero {esT} {esV}. ¦ {esDo} {esT}. ¦ Si {esT} {esV}, entonces {esT} {esV}. ¦ ¿Por qué {esT} {esV}? ¦ {First} dijo que {esT} {esV}. ¦ {esT} y {esT}: todo {esV}. ¦ ¿Dónde está {esT}? ¦
      Nota: {esT} {esV}. ¦ La opción -{babble} indica que {esT} {esV}. ¦ {esT} de {babble} {esV}.
    `),
  },
  'prose: Italian': {
    join: ' ',
    most: 9,
    lines: listed(`
      {itT} {itV}. ¦ {itT} {itV}, ma {itT} {itV}. ¦ Se {itT} {itV}, allora {itT} {itV}. ¦ Perché {itT} {itV}? ¦ {First} ha detto che {itT} {itV}. ¦ Apri {itT}. ¦ Non dimenticare {itT}. ¦ Purtroppo {itT} {itV}. ¦ Dov'è {itT}? ¦ - {itT}? - disse lui. ¦ Di solito {itT} {itV}.
    `),
  },
  'prose: Portuguese and Dutch': {
    join: ' ',
    most: 8,
    lines: listed(`
      {ptT} {ptV}. ¦ {ptT} {ptV}, mas {ptT} {ptV}. ¦ Por que {ptT} {ptV}? ¦ Abra {ptT}. ¦ Não esqueça {ptT}. ¦ Infelizmente {ptT} {ptV}. ¦ Se {ptT} {ptV}, então {ptT} {ptV}. ¦ {nlT} {nlV}. ¦ {nlT} {nlV}, maar {nlT} {nlV}. ¦ Waarom
      {nlV} {nlT}? ¦ Open {nlT}. ¦ Vergeet {nlT} niet. ¦ Helaas {nlV} {nlT}. ¦ {First} zei dat {nlT} {nlV}.
    `),
  },
  'prose: northern and eastern': {
    join: ' ',
    most: 8,
    lines: listed(`
      {svT} {svV}. ¦ {svT} {svV}, men {svT} {svV}. ¦ Varför {svV} {svT}? ¦ Åbn {svT}. ¦ Hvis {svT} {svV}, så {svV} {svT}. ¦ {plT} {plV}. ¦ {plT} {plV}, ale {plT} {plV}. ¦ Dlaczego {plT} {plV}? ¦ Otwórz {plT}. ¦ Jeśli {plT} {plV}, to {plT} {plV}. ¦
      Niestety {plT} {plV}. ¦ {roT} {roV}. ¦ {roT} {roV}, {roT} {roV}. ¦ {roT}: {roT} {roV}. ¦ {First}: {plT} {plV}?
    `),
  },
};
