"""Words in which people tell the number of a student or an employee, by language, and what stands beside them.

LABELS: what names the number. IS: what joins label and number in a sentence. FRAMES: sentences; {l} the label, {is} a word of
IS, {id} the number, which alone is personal. OWNERS: the person first, then the number. BACKWARDS: the number first.
SEVERAL: a label for more than one. AND: the last of a list.
"""

LABELS = {
    'en': '''student ID|Student ID|STUDENT ID|student id number|Student number|student No.|Student no|Student #|Stud. ID|Stud. No.|SID|student identifier
student identification number|Learner ID|learner number|Pupil ID|pupil number|Candidate number|candidate No.|Roll number|Roll No.|roll no|Enrolment number
Enrollment No.|enrolment no.|Enrollment ID|student registration number|Matriculation number|Matric no.|matric number|Admission number|University ID|university number|UIN|NUID|PUID|EMPLID
Banner ID|Campus ID|student card number|Employee ID|employee number|Employee No.|Emp ID|EMP ID|Emp. No.|Emp No|Employee #|Staff ID|staff number|Staff no.|personnel number
Payroll number|payroll no.|Badge number|badge no.|Badge ID|Worker ID|Teacher ID|Faculty ID|instructor ID|Trainee ID|Participant ID|participant number
Student reference number|college ID|School ID|apprentice number|staff identification number|personnel ID|Employee code|student code|ULN|learner reference number|employee identification no.''',
    'fr': '''numéro étudiant|Numéro d'étudiant|n° étudiant|N° d'étudiant|n° d’étudiant|No étudiant|Nº étudiant|num. étudiant|num étudiant|NUMÉRO ÉTUDIANT|numero etudiant
numéro de carte étudiant|carte d'étudiant n°|carte étudiante n°|Matricule|matricule|numéro de matricule|matricule étudiant|Matricule salarié|matricule n°|n° matricule
code apprenant|identifiant apprenant|code étudiant|identifiant étudiant|ID étudiant|identifiant élève|numéro d'élève|numéro élève|code élève|numéro Apogée|n° Apogée|code Apogée
numéro d'apprenant|numéro d'inscription|n° d'inscription|numéro de stagiaire|numéro de salarié|n° salarié|numéro d'employé|numéro d'agent|identifiant agent|code salarié
identifiant salarié|numéro de badge|n° de badge|numéro de candidat|n° candidat|numéro d'étudiante|numéro d'apprenti|code permanent|ID apprenant|matricule agent
numéro de l'étudiant|identifiant de l'élève|n° de salarié|code stagiaire|identifiant de l'apprenant|numéro d'identification étudiant|ID employé''',
    'de': '''Matrikelnummer|Matrikel-Nr.|Matrikelnr.|Matr.-Nr.|Matr. Nr.|MatrNr|Matrikel-Nummer|Matrikelnr|Personalnummer|Personal-Nr.|Pers.-Nr.|Mitarbeiternummer|Mitarbeiter-Nr.|Mitarbeiter-ID
Studierendennummer|Studenten-ID|Studentennummer|Schülernummer|Schüler-ID|Schülerausweisnummer|Teilnehmernummer|Teilnehmer-ID|Immatrikulationsnummer|Dienstnummer|Lernenden-ID|Personalnr.
MATRIKELNUMMER|Studierenden-ID|Mitarbeiternr.|Studentenausweisnummer|Angestelltennummer|Teilnehmer-Nr.|Prüflingsnummer|Auszubildendennummer''',
    'es': '''número de estudiante|Nº de estudiante|número de alumno|N.º de alumno|número de matrícula|nº de matrícula|matrícula|Matrícula|código de estudiante|código estudiantil|código de alumno
ID de estudiante|ID estudiante|identificador del alumno|NIA|número de expediente|número de empleado|n.º de empleado|No. de empleado|núm. de empleado|código de empleado|legajo|Legajo|número de legajo
legajo N°|número de control|carné estudiantil|número de carné|carnet estudiantil|ID de empleado|NÚMERO DE EMPLEADO|numero de estudiante|identificación del estudiante|ID del alumno|código del alumno|número de trabajador|nómina''',
    'it': '''matricola|Matricola|numero di matricola|n. matricola|n° matricola|matricola n.|Matr.|numero matricola|codice studente|ID studente|numero studente|codice dipendente|matricola dipendente
numero dipendente|ID dipendente|codice alunno|codice persona|numero di badge|MATRICOLA|matricola studente|matricola universitaria|codice matricola|numero di tessera studente''',
    'pt': '''RA|número de aluno|nº de aluno|n.º de aluno|número do aluno|número de estudante|nº de estudante|matrícula|Matrícula|nº de matrícula|número de matrícula|código do aluno|ID do aluno|R.A.
registro acadêmico|registo académico|número USP|Nº USP|matrícula funcional|número de funcionário|nº mecanográfico|número mecanográfico|ID do funcionário|código do funcionário|ID do estudante|nº de funcionário|numero de aluno''',
    'nl': '''studentnummer|Studentnummer|studentennummer|stud.nr.|student-ID|student ID|leerlingnummer|leerlingnr.|personeelsnummer|Personeelsnummer|personeelsnr.|medewerkernummer|medewerker-ID|deelnemersnummer|cursistnummer
stamnummer|studentnr.|studentnr|leerling-ID|werknemersnummer|STUDENTNUMMER|medewerkersnummer''',
    'sv': 'studentnummer|anställningsnummer|anställnings-ID|elev-ID|elevnummer|student-id|Anställningsnr',
    'da': 'studienummer|Studienr.|medarbejdernummer|elevnummer|medarbejder-ID|studenternummer',
    'no': 'studentnummer|ansattnummer|kandidatnummer|elevnummer|Studentnr.|ansatt-ID',
    'fi': 'opiskelijanumero|Opiskelijanro|henkilöstönumero|oppilasnumero|opiskelijatunnus|työntekijänumero',
    'pl': 'numer albumu|nr albumu|Nr albumu|numer indeksu|nr indeksu|numer studenta|numer legitymacji|numer pracownika|nr pracownika|identyfikator studenta|ID studenta',
    'cs': 'číslo studenta|osobní číslo|studijní číslo|Osobní číslo studenta|ID studenta|číslo zaměstnance|UČO',
    'hu': 'Neptun-kód|Neptun kód|hallgatói azonosító|törzsszám|dolgozói azonosító|tanulói azonosító',
    'ro': 'număr matricol|nr. matricol|Nr. matricol|numărul matricol|cod student|număr de marcă|ID student',
    'tr': 'öğrenci numarası|Öğrenci numarası|öğrenci no|Öğrenci No|sicil no|sicil numarası|personel no|okul no|personel numarası',
    'el': 'αριθμός μητρώου|Αριθμός Μητρώου|ΑΜ|Α.Μ.|αριθμός φοιτητή|κωδικός φοιτητή|αριθμός εργαζομένου',
    'ru': 'номер студенческого билета|Студенческий билет №|табельный номер|Табельный №|номер зачётной книжки|номер зачетки|таб. №|личный номер студента|ID студента|номер сотрудника',
    'uk': 'номер студентського квитка|табельний номер|номер студента|номер залікової книжки|ID студента',
    'ar': 'الرقم الجامعي|رقم الطالب|الرقم الوظيفي|رقم الموظف|رقم القيد|رقم الطالبة',
    'he': 'מספר סטודנט|מספר עובד|מספר תלמיד',
    'zh': '学号|工号|学生编号|员工编号|學號|員工編號|学生证号|职工号|学籍号|员工号',
    'ja': '学籍番号|学生番号|社員番号|職員番号|従業員番号|生徒番号|受講者番号',
    'ko': '학번|사번|사원번호|학생번호|직원번호|사원 번호|수험번호',
    'id': 'NIM|nomor induk mahasiswa|Nomor Induk Siswa|NISN|nomor induk pegawai|ID mahasiswa|nomor pegawai|nomor mahasiswa',
    'vi': 'MSSV|mã số sinh viên|mã sinh viên|Mã nhân viên|mã học viên|mã số nhân viên|Mã SV',
    'th': 'รหัสนักศึกษา|รหัสพนักงาน|รหัสนักเรียน|เลขประจำตัวนักศึกษา',
    'hi': 'छात्र आईडी|रोल नंबर|अनुक्रमांक|कर्मचारी संख्या|छात्र संख्या',
}
LABELS = {language: [label for line in labels.splitlines() for label in line.split('|')] for language, labels in LABELS.items()}

KEYS = '''student_id|studentId|student-id|StudentID|stud_id|learner_id|learnerId|employee_id|employeeNumber|employeeId|emp_id|staff_id|staffId|matric_no|personnel_number|payrollNumber|studentNumber|student_number
sis_user_id|student_no|numero_etudiant|num_etudiant|code_apprenant|matricule|matrikelnummer|matrikel_nr|personalnummer|numeroEtudiant|codigo_alumno|id_alumno|num_empleado|idEtudiant|id_eleve|STUDENT_ID|EmployeeID|emp_no
employee_no|roll_number|rollNo|candidate_number|staff_no|student_code|matricola|id_studente|studentnummer|ra_aluno|student.id|id_etudiant|personeelsnummer|enrollment_no|badge_number|external_student_id|codEtu|user_student_id|pupilId|trainee_id'''.replace('\n', '|').split('|')

IS = {'en': ['is', 'is', 'was', 'is:'], 'fr': ['est', 'est le', 'est :', 'était le'], 'de': ['ist', 'lautet', 'ist die', 'lautet:'], 'es': ['es', 'es el', 'es:'], 'it': ['è', 'è la', 'è:'], 'pt': ['é', 'é o', 'é:'],
    'nl': ['is', 'is:'], 'sv': ['är'], 'da': ['er'], 'no': ['er'], 'fi': ['on'], 'pl': ['to'], 'cs': ['je'], 'hu': [':'], 'ro': ['este'], 'tr': [':'], 'el': ['είναι'], 'ru': [':', '—'], 'uk': ['—'], 'ar': ['هو', ':'],
    'he': ['הוא'], 'zh': ['是', '为'], 'ja': ['は'], 'ko': ['는'], 'id': ['adalah'], 'vi': ['là'], 'th': ['คือ'], 'hi': ['है', ':']}

FRAMES = {
    'en': ['My {l} {is} {id} and I cannot log in.', 'I am enrolled with {l} {id}.', 'Please use my {l} ({id}) for the certificate.', 'Hello, I am Noor, {l}: {id}, group B.', 'The {l} on the card {is} {id}, issued in 2024.', 'Hi, {l} {id} here, I need help with unit 3.',
        'You asked for the {l}; {id} is what the card says.', '{l}\n{id}', 'Signed, N. K. ({l} {id})', 'See you at 10:30. {l}={id}', 'the learner with {l} {id} has finished 3 of 12 lessons', 'Her {l}, {id}, does not work.', "What's wrong with {l} \"{id}\"?"],
    'fr': ['Mon {l} {is} {id} et je ne peux pas me connecter.', 'Bonjour, je suis Noor, {l} : {id}, groupe B.', 'Je rappelle mon {l} ({id}) pour le certificat.', 'Dossier transmis avec le {l} {id} le 3 mars.', "L'élève au {l} {id} a terminé 3 leçons sur 12.", '{l}\n{id}', 'Cordialement, N. K. ({l} {id})',
        "Voici le {l} demandé : {id}.", 'Son {l}, {id}, ne marche pas.', '{l} «\u00a0{id}\u00a0»'],
    'de': ['Meine {l} {is} {id}, ich komme nicht hinein.', 'Hallo, ich bin Noor, {l}: {id}, Gruppe B.', 'Bitte meine {l} ({id}) für das Zeugnis verwenden.', 'Eingeschrieben mit {l} {id} seit 2024.', '{l}\n{id}', 'Grüße, N. K. ({l} {id})', 'Die {l}, {id}, geht nicht.', 'die {l} „{id}“'],
    'es': ['Mi {l} {is} {id} y no puedo entrar.', 'Hola, soy Noor, {l}: {id}, grupo B.', 'Use mi {l} ({id}) para el certificado.', 'Inscrita con {l} {id} desde 2024.', '{l}\n{id}', 'Saludos, N. K. ({l} {id})', 'Su {l}, {id}, no funciona.'],
    'it': ['La mia {l} {is} {id} e non riesco ad entrare.', 'Salve, sono Noor, {l}: {id}, gruppo B.', 'Usate la {l} ({id}) per il certificato.', 'Iscritta con {l} {id} dal 2024.', '{l}\n{id}', 'Saluti, N. K. ({l} {id})'],
    'pt': ['O meu {l} {is} {id} e não consigo entrar.', 'Olá, sou a Noor, {l}: {id}, turma B.', 'Use o {l} ({id}) para o certificado.', 'Inscrita com {l} {id} desde 2024.', '{l}\n{id}', 'Obrigada, N. K. ({l} {id})'],
    'nl': ['Mijn {l} {is} {id} en ik kom er niet in.', 'Hallo, ik ben Noor, {l}: {id}, groep B.', 'Gebruik mijn {l} ({id}) voor het certificaat.', 'Ingeschreven met {l} {id} sinds 2024.', '{l}\n{id}', 'Groeten, N. K. ({l} {id})'],
    '': ['{l} {is} {id}', '{l}: {id}', '{l} {id}', '{l} ({id})', '{l}：{id}', '{l}\n{id}', 'Noor, {l}: {id}, B'],
}

BACKWARDS = {
    'en': ['{id} ({l})', '{id} is my {l}', '{id} is the {l} of the learner', 'Noor K. — {id} ({l}), group B', '"{id}" as {l}', 'use {id} as your {l}'],
    'fr': ['{id} ({l})', '{id} est mon {l}', '{id} est le {l} de la personne', 'avec {id} comme {l}'],
    'de': ['{id} ({l})', '{id} ist meine {l}', 'mit {id} als {l}'],
    'es': ['{id} ({l})', '{id} es mi {l}'], 'it': ['{id} ({l})', '{id} è la mia {l}'], 'pt': ['{id} ({l})', '{id} é o meu {l}'], 'nl': ['{id} ({l})', '{id} is mijn {l}'],
}

SEVERAL = {
    'en': ['student IDs', 'Student numbers', 'employee IDs', 'Employee numbers', 'Roll numbers', 'roll nos.', 'learner IDs', 'staff numbers', 'Badge numbers', 'candidate numbers', "students' IDs"],
    'fr': ['numéros étudiants', "numéros d'étudiants", 'matricules', "n° d'étudiants", 'codes apprenants', 'identifiants élèves', 'numéros Apogée', 'n°s étudiants'],
    'de': ['Matrikelnummern', 'Personalnummern', 'Matrikel-Nrn.', 'Mitarbeiternummern', 'Teilnehmernummern'],
    'es': ['números de estudiante', 'matrículas', 'códigos de estudiante', 'números de empleado', 'legajos'],
    'it': ['matricole', 'numeri di matricola', 'codici studente'], 'pt': ['matrículas', 'números de aluno', 'RAs'],
    'nl': ['studentnummers', 'personeelsnummers', 'leerlingnummers'],
}
AND = {'en': 'and', 'fr': 'et', 'de': 'und', 'es': 'y', 'it': 'e', 'pt': 'e', 'nl': 'en'}

OWNERS = {
    'en': ['Student {id} has submitted the essay.', 'the student with ID {id} asked', 'employee {id} finished the training', 'students with IDs {id} and {id}', 'ID of the student: {id}', 'student Noor K. (ID: {id})', 'the ID number of the learner is {id}', "The student's ID is {id}.",
        "The user with id '{id}' viewed the course with id '7'.", "The user with id '{id}' has submitted the attempt with id '31' for the quiz with course module id '442'.", 'learner #{id} passed', 'Candidate {id} may leave', 'Student ID of Noor Kettani: {id}', 'Student ID (8 digits): {id}',
        'Student ID / Matricule: {id}', 'Student ID for the exam: {id}', 'student no. of the applicant: {id}'],
    'fr': ["L'étudiant n° {id} a rendu son devoir.", "l'étudiante nº {id}", 'étudiant {id}', 'salarié n° {id}', "l'apprenant {id} a fini le module 3", 'candidat n° {id}', 'Numéro étudiant (8 chiffres) : {id}', "ID de l'étudiant : {id}", 'élève n°{id}', "numéro d'étudiant de Noor Kettani : {id}", "l'agent matricule {id}"],
    'de': ['Student {id} hat abgegeben.', 'Studentin (Matr. {id})', 'Mitarbeiter {id}', 'Matrikelnummer (7-stellig): {id}', 'Studierende mit der Nummer {id}', 'ID des Studenten: {id}'],
    'es': ['el estudiante con ID {id}', 'alumno n.º {id}', 'empleado {id}', 'ID del estudiante: {id}'],
    'it': ['lo studente con matricola {id}', "studente (matr. {id})", 'dipendente n. {id}'], 'pt': ['o aluno nº {id}', 'estudante com matrícula {id}', 'funcionário nº {id}'], 'nl': ['student {id} heeft ingeleverd', 'medewerker {id}', 'de student met nummer {id}'],
}
