"""Lessons, exercises, answers and programs as people write them, each with what a careless rule would take for somebody's."""

PROGRAMS = [
    'import os\n\nfor name in os.listdir("/usr/share/doc"):\n    print(name)',
    '#!/usr/bin/env python3\nfrom math import *',
    'def area(a, b):\n    """Return a*b.\n\n    >>> area(3, 4)\n    12\n    """\n    return a @ b',
    '@app.route("/users/<int:user_id>")\n@login_required\ndef show(user_id):\n    return render(user_id)',
    '@Override\npublic String toString() { return name + "@" + Integer.toHexString(hashCode()); }',
    'class User(Base):\n    user_id: int\n    username: str\n    password: str = None\n    phone: Optional[str] = None',
    'def connect(host="localhost", port=5432, user=None, password=None, token=None):\n    session = Session(user=user, password=password)',
    'user = input("Login: ")\npassword = getpass()\nif password == stored_password:\n    print("ok")',
    'if user.password != hash(password): raise ValueError("wrong password")',
    'const token = await getToken(); const { user, password } = req.body; fetch(url, { headers })',
    'a[::-1], b[1:10:2], c[::2], x[:, ::3]; std::vector<int> v; Foo::bar(); li::before { content: "" }',
    'SELECT u.id, u.name FROM users u WHERE u.age > 18 AND u.created_at >= \'2024-01-01\' ORDER BY 2;',
    'CREATE TABLE student (student_id INT PRIMARY KEY, name VARCHAR(50), phone CHAR(10), email VARCHAR(100));',
    'INSERT INTO product VALUES (1001, \'Chaise\', 49.90), (1002, \'Table\', 129.00);',
    'grep -E "^[a-z]+@[a-z]+\\.[a-z]{2,}$" fichier.txt',
    r're.match(r"^\d{2}[ .-]?\d{2}[ .-]?\d{2}$", s)  # un motif',
    r'pattern = r"[\w.]+@[\w.]+"; \d{3}-\d{3}-\d{4}',
    '$ cd /usr/local/bin && ls -l\n-rwxr-xr-x 1 root root 1037528 Jan  1 12:00 bash',
    'git clone git@github.com:org/project.git; npm install @angular/core@15.2.0; docker pull python@3.11-slim',
    'chmod 644 notes.txt; umask 0022; kill -9 12345; sleep 0.5; exit 127',
    'printf("%d %s %5.2f\\n", 42, "abc", 3.14159); scanf("%d", &n);',
    'long big = 9223372036854775807L; unsigned u = 4294967295U; int m = 2147483647; char c = 0x41;',
    'for (int i = 0; i < 1000000; i++) sum += i * 31 % 1000000007;',
    'random.seed(1234567890); np.array([[0.0123, 12.3456], [78.9012, 3.4567]])',
    '192 & 168, 0b11000000 | 0x0A, 1 << 16 = 65536',
    'Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\nKeyError: \'name\'',
    'SyntaxError: invalid syntax (exercice3.py, line 12)',
    'x = {"a": 1, "b": [1, 2, 3]}; y = {**x, "c": None}; print(f"{x!r:>10} {y=}")',
    '{"students": 28, "teachers": 2, "users": 1024, "session": 3, "key": "value", "label": "A"}',
    'body { font: 12px/1.5 "Helvetica"; margin: 0 10px 20px 30px; background: url(/img/bg@2x.png) }',
    '<a href="/courses/12/lessons/345">Leçon 3</a> <img src="figure-2026-01-31.png" alt="">',
    '<input type="password" name="password" placeholder="Mot de passe"> <label for="user">Login</label>',
    'let re = /^[^@\\s]+@[^@\\s]+$/; arr.map(x => x ** 2)',
    'ledPin = 13; pinMode(12, OUTPUT); const int buttonPin = 2; analogRead(A0); // pin: 7',
    'MOV AX, 0x4C00\nINT 21h', 'TCP port 443, UDP 53; HTTP 404; Ethernet II, MTU 1500',
    'ping localhost (127.0.0.1), bind to 0.0.0.0:8080, mask 255.255.255.0, ::1 is the same machine',
    'f(x) = {x² si x > 0 ; 0 sinon}', r'\int_0^{2\pi} \sin^2(x)\,dx = \pi; \makeatletter \@ifnextchar \makeatother',
    r'\begin{tabular}{l@{\hspace{1cm}}r} 1 & 2 \\ 3 & 4 \end{tabular}', 'A \\otimes B, \\frac{12}{34} \\cdot 56',
    '//book[@isbn="123"]/author/@name, ancestor::section/@id', '@media (max-width: 600px) { @include flex; } @import "x.css";',
    'df.groupby("user_id").agg({"score": "mean"}); df["phone"].isna().sum()', 'user_id,course_id,score\n',
    'Authorization: Bearer <token>', 'curl -u username:password -H "X-Api-Key: $KEY" https://api.example.org/v1/items?limit=10',
    'export PATH=$PATH:/usr/local/go/bin; PASSWORD=$(cat secret.txt); USER=${USER:-nobody}', 'psql -U postgres -d cours -h localhost',
    'username = request.form["username"]; email = form.email.data; phone = None', "d = {'user': user, 'password': password, 'email': email}",
    'print("User:", user); login(username=username, password=passwd)', 'self.user = user; self._token = token; this.password = password;',
    'ssh user@host; scp fichier user@serveur:/tmp', 'mailto:, tel: and geo: are schemes', 'async def handle(self): pass',
    'try:\n    uid = int(row[0])\nexcept ValueError:\n    continue', 'public static void main(String[] args) { System.out.println(1234567890L); }',
]

SCIENCE = [
    'π ≈ 3,14159265358979, e ≈ 2.718281828459045, φ = 1.6180339887', 'c = 299 792 458 m/s ; h = 6,626 070 15 × 10⁻³⁴ J·s', 'N_A = 6,022 140 76 × 10^23 mol−1',
    'La Terre est à 149 597 870,7 km du Soleil.', 'La population : 67 413 000 habitants en 2020, 68 042 591 en 2023.', 'Neptune: 4 495 060 000 km', '1 000 000 000 = 10^9 ; 1.000.000.000 ; 1,000,000,000',
    'Na+ + Cl- → NaCl ; 2 H2 + O2 → 2 H2O ; C6H12O6 ; Fe3O4 ; pH = 7,4', 'CAS 7732-18-5 (eau), 50-00-0, 64-17-5', 'ATGGCCATTGTAATGGGCCGCTGAAAGGGTGCCCGATAG', 'chr7:140453136-140453137 A>T ; NM_004333.4:c.1799T>A',
    'M = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]', '{1, 2, 3} ∪ {3, 4, 5} = {1, 2, 3, 4, 5}', 'A(3, 4), B(-1 ; 2,5), C(0.5, -0.25)', 'u = (12.5, 7.25), v = (1.234, 5.678)', 'Le point M(2,5 ; 3,75) est sur la droite.',
    'cos(45°) = 0.70710678, sin(45°) = 0.70710678', '(0.70710678, -0.70710678), (1.41421356, 1.73205081)', '30° 15′ 20″ + 12° 50′ 45″ = 43° 06′ 05″', 'Un angle de 45° N est impossible ; il fait 25 °C ou 77 °F',
    '12-34-56', '555-1234 = -679', '3 - 2 - 1 = 0', '12 + 34 + 56 + 78 = 180', '0612345678 : 2 = 306172839', '100 - 20 - 30 - 45 = 5', 'Compter : 10, 20, 30, 40, 50, 60, 70, 80, 90, 100', '01 02 03 04 05 06 07 08 09 10', '5 10 15 20 25 30 35 40',
    'Suite : 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144', '2, 3, 5, 7, 11, 13, 17, 19, 23, 29', '1; 4; 9; 16; 25; 36', '12 25 38 51 64 ?', 'Binaire : 01101000 01100101 01101100', 'Températures : -5 +12 -3 +8 -15 -20 +4', '98 76 54 32 10',
    'Longueurs : 12,5 cm ; 7,25 cm. Aire = 12,5 × 7,25 = 90,625 cm²', 'un rectangle long de 3,5 m et large de 2,25 m', '1234567 × 89 = 109876463', '987654321 - 123456789 = 864197532', '1 h 30 min = 90 min = 5 400 s', '3/4 + 1/2 = 5/4', '12 345 678 + 9 = 12 345 687',
    'x ∈ [0; 90], y ∈ ]-180; 180[', 'f(12345678) = 0', 'sqrt(2) = 1.4142135623730951', 'log10(1234567890) = 9.0915', 'P(X ≤ 3) = 0.2650259', 'n! = 2432902008176640000 pour n = 20', '2^31 = 2147483648, 2^32 = 4294967296, 2^64 = 18446744073709551616', 'H0: μ = 0; t(28) = 2.048, p = .050',
    'do ré mi fa sol la si ; C4 E4 G4 C5 ; 4/4, 120 bpm ; 440 Hz', '1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6 5. O-O', 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1',
    'Coupe du monde 1998 : France 3-0 Brésil ; 4-2 en 2018', '6-4, 3-6, 7-6 (7-5)', '10.15.20 secondes', 'Record : 9.58 s (100 m), 2:00:35 (marathon)', 'Genèse 1,1-2,4 ; Jean 3:16 ; Mt 5, 3-12 ; Sourate 2:255', '§ 12.3.4.5 ; art. L. 1234-5 ; Chap. 10.2.3.4',
    'Prix : 1.234,56 € ; $1,234.56 ; 1 234,56 € ; CHF 1\'234.56 ; ₹12,34,567', 'TVA 20 % sur 1 250,00 € = 250,00 €', '299.99 + 49.50 = 349.49', 'Le compte 411000 Clients est débité de 1200, le 707000 est crédité de 1000, le 445710 de 200.', 'PCG : comptes 101000, 512000 et 607100',
    'Un IBAN français compte 27 caractères.', 'Luhn: double every second digit, then sum.', 'L\'adresse IPv4 a 32 bits, IPv6 en a 128.', 'A phone number has ten digits in France.', 'An e-mail address is name@domain.', 'Une adresse a la forme nom@domaine.',
]

HISTORY = [
    'Victor Hugo, né le 26 février 1802 à Besançon, mort le 22 mai 1885 à Paris.', 'Marie Curie (née Maria Skłodowska le 7 novembre 1867 à Varsovie)', 'Albert Einstein was born on March 14, 1879, in Ulm.', 'Mozart, geboren am 27. Januar 1756 in Salzburg',
    'Né le 7 novembre 1913 à Mondovi, Albert Camus meurt le 4 janvier 1960.', 'Martin Luther King, born on January 15, 1929, was assassinated in 1968.', 'Anne Frank, née le 12 juin 1929, morte en 1945 à Bergen-Belsen', 'Rosa Parks (February 4, 1913 – October 24, 2005)',
    'La Révolution française : 14 juillet 1789, 10 août 1792, 9 thermidor an II', 'La guerre de 1914-1918, puis 1939-1945 ; 1958-1969 : de Gaulle', 'Le 6 juin 1944 à 6h30', 'On 11/11/1918 at 11:00 the armistice', 'Louis XIV (1638-1715) règne de 1643 à 1715', 'Av. J.-C. : -52, -44, 27',
    'Si Tim est né en 1990, quel âge a-t-il en 2020 ?', 'Tim was born in 1995. How old was he in 2010?', 'My name is Tom. I am 12 years old.', 'Je m\'appelle Léa et j\'ai 3 pommes.', 'Me llamo Ana. Ich heiße Max.', 'Mr. Brown has 12 cows and Mrs. Green has 7.',
    'Milly weighs 4 pounds; Carla buys 32 books for $5.35 each.', 'Paris, Londres, Rome ; Nice (06), Lyon (69)', '75001 Paris, 69002 Lyon : codes postaux', 'Il habite à 12 km de Lille, route D 917', 'Rendez-vous le 12/03/2026 à 10:30, salle B204', 'Le bus 12 passe à 07h42 puis à 08h12.',
]

FORMS = [
    'Entrez votre identifiant et votre mot de passe.', 'Identifiant : obligatoire. Mot de passe : au moins 8 caractères, 1 chiffre.', 'Login required. Password: must be at least 8 characters.', 'Username: required', 'Password: ********', 'Mot de passe oublié ?', 'Passwort vergessen? Benutzername: Pflichtfeld.',
    'Numéro étudiant : voir la carte. Matricule 2024.', 'The student number is printed on the card.', 'Date de naissance : jj/mm/aaaa', 'Date of birth: DD/MM/YYYY', 'Téléphone : facultatif', 'Phone: optional, format 00 00 00 00 00', 'E-mail : prénom.nom@domaine', 'Pass: 85%, fail: 15%. Pass mark = 10/20.',
    'Palabra clave: energía. Clave: sol.', 'parola: casa, albero, sole', 'La clé : 3 dièses. Key: value. Secret: none.', 'Token: un jeton. Session 3 : introduction. Session: 2026-01-12', 'PIN, PUK, SIM, OTP : que signifient ces sigles ?', 'Le code PIN a 4 chiffres.',
    'Question 12/30 : 85 % de réussite', 'Score: 12.5/20 (62.5%), rank 3 of 28', 'Essai n° 2, tentative 3, groupe 12', 'Chapitre 3, p. 123-145, fig. 12', 'Salle 12, bâtiment 3, étage 2', 'tests 12/12, 3 warnings, 0 errors', 'Version 3.11.2 (default, Feb 28 2026, 12:00:00) [GCC 12.2.0]', 'Moodle 4.1.2+ (Build: 20230306)',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2_1 like Mac OS X) AppleWebKit/605.1.15 Version/17.2.1 Mobile/15E148', 'Firefox 121.0.1, Edge 120.0.2210.91, Android 14; SM-S911B',
    'CC BY-SA 4.0, GPL-3.0-or-later, MIT, Apache-2.0', 'H5P.InteractiveVideo 1.26, SCORM 1.2 et 2004 4th Edition, xAPI 1.0.3', 'ISO/IEC 27001:2022, RFC 3986, NF EN 12464-1', 'RGPD, art. 4, 1) ; loi n° 78-17 du 6 janvier 1978 ; décret 2019-536', 'réf. 2026-0012-A, dossier 12/2026, facture F-2026-00123',
    '"J\'aime", dit-elle à 20 h 15 ; « D\'accord », répondit-il.', 'Envoyez au 3000 élèves', 'call the function 1000000 times', 'appelez la fonction f(12345678)', 'The numbers to reach are 1200000 and 3400000', 'mobile learning 2019-2020: 12 345 678 users', 'Le portable coûte 1 299,00 €, le fixe 499 €',
    'contact angle 110.5, contact 12 34', 'poste de travail 12, poste : secrétaire', 'Le tél. a été inventé en 1876', 'A cell has 46 chromosomes; a cell phone weighs 150 g', 'fax, 1843 ; télégraphe, 1837', 'ligne 12345 du fichier', 'Office 365, Windows 10 22H2 19045.3803, macOS 14.2.1 (23C71)',
]

KINDS = {'program': PROGRAMS, 'science': SCIENCE, 'history': HISTORY, 'form': FORMS}


def lessons():
    for kind, texts in KINDS.items():
        for text in texts:
            yield kind, text
