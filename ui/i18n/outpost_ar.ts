<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
<context>
    <name>AddCatchAll</name>
    <message>
        <source>A message that has no keyword and is no answer in a flow will start “{flow}”.</source>
        <translation>الرسالة التي ليس فيها كلمة مفتاحية وليست جوابًا في مسار ستبدأ المسار «{flow}».</translation>
    </message>
    <message>
        <source>Until now it starts “{flow}”, which then starts by its keywords only.</source>
        <translation>حتى الآن تبدأ المسار «{flow}»، وبعد ذلك لا يبدأ إلا بكلماته المفتاحية.</translation>
    </message>
    <message>
        <source>Start with any other message?</source>
        <translation>البدء بأي رسالة أخرى؟</translation>
    </message>
    <message>
        <source>Start this flow</source>
        <translation>ابدأ هذا المسار</translation>
    </message>
</context>
<context>
    <name>AddKeyword</name>
    <message>
        <source>Add a keyword</source>
        <translation>أضف كلمة مفتاحية</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>أضف</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>مسار</translation>
    </message>
    <message>
        <source>stock</source>
        <translation>مخزون</translation>
    </message>
    <message>
        <source>When it starts</source>
        <translation>متى يبدأ</translation>
    </message>
    <message>
        <source>The message begins with the keyword</source>
        <translation>تبدأ الرسالة بالكلمة المفتاحية</translation>
    </message>
    <message>
        <source>The message is the keyword alone</source>
        <translation>الرسالة هي الكلمة المفتاحية وحدها</translation>
    </message>
    <message>
        <source>Keyword</source>
        <translation>الكلمة المفتاحية</translation>
    </message>
    <message>
        <source>One word, as people will type it. Several: put commas between.</source>
        <translation>كلمة واحدة كما سيكتبها الناس. إن تعددت فافصل بينها بفواصل.</translation>
    </message>
    <message>
        <source>If another flow has this keyword, it loses it.</source>
        <translation>إن كانت هذه الكلمة لمسار آخر فإنه يفقدها.</translation>
    </message>
    <message>
        <source>“{word}” now starts {flow}.</source>
        <translation>«{word}» تبدأ الآن المسار {flow}.</translation>
    </message>
</context>
<context>
    <name>AddPhone</name>
    <message>
        <source>Add a phone</source>
        <translation>أضف هاتفًا</translation>
    </message>
    <message>
        <source>Add the phone</source>
        <translation>أضف الهاتف</translation>
    </message>
    <message>
        <source>Code on the phone&apos;s screen</source>
        <translation>الرمز الظاهر على شاشة الهاتف</translation>
    </message>
    <message>
        <source>Nine letters and digits, shown in red on the phone.</source>
        <translation>تسعة أحرف وأرقام تظهر بالأحمر على الهاتف.</translation>
    </message>
    <message>
        <source>The SIM card&apos;s number</source>
        <translation>رقم شريحة SIM</translation>
    </message>
    <message>
        <source>With + and country code, or as people dial it.</source>
        <translation>مع + ورمز البلد، أو كما يُطلب عادة.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>For example: Reception, or Airtel 1.</source>
        <translation>مثلًا: الاستقبال، أو إيرتل 1.</translation>
    </message>
    <message>
        <source>Workspaces that may use it</source>
        <translation>مساحات العمل التي تستخدمه</translation>
    </message>
    <message>
        <source>Prepare the phone</source>
        <translation>جهّز الهاتف</translation>
    </message>
    <message>
        <source>Open the app while the phone has internet, and wait until it shows a code or “Registering”. Once is enough.</source>
        <translation>افتح التطبيق والهاتف متصل بالإنترنت، وانتظر حتى يظهر رمز أو كلمة «Registering». مرة واحدة تكفي.</translation>
    </message>
    <message>
        <source>Put it into the office Wi-Fi</source>
        <translation>صِله بشبكة Wi-Fi الخاصة بالمكتب</translation>
    </message>
    <message>
        <source>Turn mobile data off. If Android says that this Wi-Fi has no internet, choose to stay connected.</source>
        <translation>أوقف بيانات الجوال. وإن قال أندرويد إن الشبكة بلا إنترنت فاختر البقاء متصلًا.</translation>
    </message>
    <message>
        <source>Point it to this PC</source>
        <translation>وجّهه إلى هذا الحاسوب</translation>
    </message>
    <message>
        <source>In the app, tap the logo ten times. Then open Settings, Advanced, choose “IP Address” as server, and type:</source>
        <translation>في التطبيق انقر الشعار عشر مرات، ثم افتح Settings ثم Advanced، واختر «IP Address» خادمًا، واكتب:</translation>
    </message>
    <message>
        <source>Leave it charging</source>
        <translation>اتركه على الشاحن</translation>
    </message>
    <message>
        <source>In the app untick “Enable Data”. Keep the phone on its charger and turn battery saving off.</source>
        <translation>في التطبيق ألغِ اختيار «Enable Data». أبقِ الهاتف على الشاحن وأوقف توفير البطارية.</translation>
    </message>
</context>
<context>
    <name>AddressBox</name>
    <message>
        <source>Looking for this PC&apos;s addresses…</source>
        <translation>جارٍ البحث عن عناوين هذا الحاسوب…</translation>
    </message>
    <message>
        <source>Address of this PC</source>
        <translation>عنوان هذا الحاسوب</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>انسخ العنوان</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>غيّر</translation>
    </message>
    <message>
        <source>Change the network to listen on</source>
        <translation>غيّر الشبكة التي يستقبل منها</translation>
    </message>
    <message>
        <source>Network to listen on</source>
        <translation>الشبكة التي يُستقبل منها</translation>
    </message>
    <message>
        <source>Listen here</source>
        <translation>استقبل هنا</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>اتركه كما هو</translation>
    </message>
    <message>
        <source>One of these addresses</source>
        <translation>أحد هذه العناوين</translation>
    </message>
    <message>
        <source>This address</source>
        <translation>هذا العنوان</translation>
    </message>
    <message>
        <source>Outpost does not listen to phones yet. Choose the network in which the phones are.</source>
        <translation>لا يستقبل Outpost الهواتف بعد. اختر الشبكة التي توجد فيها الهواتف.</translation>
    </message>
    <message>
        <source>On which network does Outpost listen for phones and other PCs?</source>
        <translation>على أي شبكة يستقبل Outpost الهواتف والحواسيب الأخرى؟</translation>
    </message>
    <message>
        <source>All networks of this PC</source>
        <translation>كل شبكات هذا الحاسوب</translation>
    </message>
    <message>
        <source>None: this PC only</source>
        <translation>لا شبكة: هذا الحاسوب فقط</translation>
    </message>
    <message>
        <source>Phones and other PCs no longer reach this office. SMS wait on the phones until you choose a network again.</source>
        <translation>لن تصل الهواتف والحواسيب الأخرى إلى هذا المكتب. تنتظر الرسائل على الهواتف حتى تختار شبكة من جديد.</translation>
    </message>
    <message>
        <source>Phones and other PCs that use another address lose the connection until you give them this one.</source>
        <translation>الهواتف والحواسيب الأخرى التي تستعمل عنوانًا آخر تفقد الاتصال حتى تعطيها هذا العنوان.</translation>
    </message>
    <message>
        <source>Stop listening</source>
        <translation>أوقف الاستقبال</translation>
    </message>
    <message>
        <source>Turning to this network…</source>
        <translation>جارٍ التحول إلى هذه الشبكة…</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>Preparing the demo office…</source>
        <translation>جارٍ تجهيز المكتب التجريبي…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>جارٍ البدء…</translation>
    </message>
    <message>
        <source>Connecting to {address}…</source>
        <translation>جارٍ الاتصال بـ {address}…</translation>
    </message>
    <message>
        <source>You have been signed out. Sign in again; what you typed is kept.</source>
        <translation>تم تسجيل خروجك. سجّل الدخول من جديد؛ ما كتبته محفوظ.</translation>
    </message>
    <message>
        <source>Engine running</source>
        <translation>المحرك يعمل</translation>
    </message>
    <message>
        <source>Connecting to the engine…</source>
        <translation>جارٍ الاتصال بالمحرك…</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>غير متصل</translation>
    </message>
    <message>
        <source>Stop Outpost?</source>
        <translation>إيقاف Outpost؟</translation>
    </message>
    <message>
        <source>No SMS is received or sent until Outpost is started again on this PC. Messages stay on the phones until then.</source>
        <translation>لن تُستقبل رسائل ولن تُرسل حتى يُشغَّل Outpost من جديد على هذا الحاسوب. تبقى الرسائل على الهواتف حتى ذلك الحين.</translation>
    </message>
    <message>
        <source>Stop Outpost</source>
        <translation>أوقف Outpost</translation>
    </message>
</context>
<context>
    <name>BubbleDelegate</name>
    <message>
        <source>Send again</source>
        <translation>أرسل مرة أخرى</translation>
    </message>
</context>
<context>
    <name>BubbleList</name>
    <message>
        <source>Messages of this conversation</source>
        <translation>رسائل هذه المحادثة</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>انسخ النص</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>أرسل مرة أخرى</translation>
    </message>
</context>
<context>
    <name>ChangePassword</name>
    <message>
        <source>Change password</source>
        <translation>تغيير كلمة المرور</translation>
    </message>
    <message>
        <source>Change the password</source>
        <translation>غيّر كلمة المرور</translation>
    </message>
    <message>
        <source>Show what I type</source>
        <translation>أظهر ما أكتبه</translation>
    </message>
    <message>
        <source>Password until now</source>
        <translation>كلمة المرور الحالية</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>كلمة المرور الجديدة</translation>
    </message>
    <message>
        <source>At least 8 characters. On other PCs you will have to sign in again.</source>
        <translation>8 أحرف على الأقل. على الحواسيب الأخرى سيلزمك تسجيل الدخول من جديد.</translation>
    </message>
    <message>
        <source>New password once more</source>
        <translation>كلمة المرور الجديدة مرة أخرى</translation>
    </message>
    <message>
        <source>The new password is too short. Use at least 8 characters.</source>
        <translation>كلمة المرور الجديدة قصيرة جدًا. استعمل 8 أحرف على الأقل.</translation>
    </message>
    <message>
        <source>The new password is not the same both times. Type it again.</source>
        <translation>كلمتا المرور الجديدتان غير متطابقتين. اكتبها من جديد.</translation>
    </message>
    <message>
        <source>Your password is changed.</source>
        <translation>تم تغيير كلمة مرورك.</translation>
    </message>
    <message>
        <source>The password until now is wrong. Type it again.</source>
        <translation>كلمة المرور الحالية خاطئة. اكتبها من جديد.</translation>
    </message>
</context>
<context>
    <name>CloseQuestion</name>
    <message>
        <source>Close Outpost</source>
        <translation>إغلاق Outpost</translation>
    </message>
    <message>
        <source>Go on receiving SMS?</source>
        <translation>هل يستمر استقبال الرسائل؟</translation>
    </message>
    <message>
        <source>Keep receiving SMS in the background (recommended)</source>
        <translation>استمر في استقبال الرسائل في الخلفية (مستحسن)</translation>
    </message>
    <message>
        <source>Messages that come in while Outpost is stopped stay on the phones until you start it again.</source>
        <translation>الرسائل التي تصل وOutpost متوقف تبقى على الهواتف حتى تشغّله من جديد.</translation>
    </message>
    <message>
        <source>Do this every time</source>
        <translation>افعل هذا كل مرة</translation>
    </message>
    <message>
        <source>Stop Outpost</source>
        <translation>أوقف Outpost</translation>
    </message>
</context>
<context>
    <name>ConnectPage</name>
    <message>
        <source>Address of the office&apos;s PC</source>
        <translation>عنوان حاسوب المكتب</translation>
    </message>
    <message>
        <source>Is this the fingerprint that the office&apos;s PC shows?</source>
        <translation>هل هذه هي البصمة التي يعرضها حاسوب المكتب؟</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>اتصل</translation>
    </message>
    <message>
        <source>Yes, it is the same</source>
        <translation>نعم، هي نفسها</translation>
    </message>
    <message>
        <source>Use this PC instead</source>
        <translation>استخدم هذا الحاسوب</translation>
    </message>
    <message>
        <source>Connect to another PC</source>
        <translation>الاتصال بحاسوب آخر</translation>
    </message>
    <message>
        <source>On the office&apos;s PC, open the menu at your name and choose “Connect another PC”. It shows the address.</source>
        <translation>على حاسوب المكتب افتح القائمة عند اسمك واختر «وصل حاسوب آخر» فيظهر العنوان.</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>New messages</source>
        <translation>رسائل جديدة</translation>
    </message>
    <message>
        <source>In flow: {name}</source>
        <translation>في المسار: {name}</translation>
    </message>
    <message>
        <source>You can read here. To answer, ask an administrator for another role.</source>
        <translation>يمكنك القراءة هنا. لكي ترد اطلب من المدير دورًا آخر.</translation>
    </message>
</context>
<context>
    <name>Dialog</name>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
</context>
<context>
    <name>EngineCard</name>
    <message>
        <source>Engine</source>
        <translation>المحرك</translation>
    </message>
    <message>
        <source>Running since</source>
        <translation>يعمل منذ</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>الإصدار</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>قاعدة البيانات</translation>
    </message>
    <message>
        <source>Free on the disk</source>
        <translation>المتاح على القرص</translation>
    </message>
    <message>
        <source>The disk is nearly full. Free some space soon.</source>
        <translation>القرص يكاد يمتلئ. وفّر مساحة قريبًا.</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>يعمل</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>جارٍ الاتصال</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>لا يجيب</translation>
    </message>
</context>
<context>
    <name>FlowDetails</name>
    <message>
        <source>Waiting now</source>
        <translation>ينتظرون الآن</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>بدأوا</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>أكملوا</translation>
    </message>
    <message>
        <source>Start it with any other message</source>
        <translation>ابدأه بأي رسالة أخرى</translation>
    </message>
    <message>
        <source>No message starts it. Give it a keyword.</source>
        <translation>لا تبدؤه أي رسالة. أعطه كلمة مفتاحية.</translation>
    </message>
    <message>
        <source>A message cannot start a flow of this type.</source>
        <translation>لا يمكن لرسالة أن تبدأ مسارًا من هذا النوع.</translation>
    </message>
    <message>
        <source>What starts it</source>
        <translation>ما الذي يبدؤه</translation>
    </message>
</context>
<context>
    <name>Flows</name>
    <message>
        <source>Flow</source>
        <translation>مسار</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>الكلمات المفتاحية</translation>
    </message>
    <message>
        <source>Waiting now</source>
        <translation>ينتظرون الآن</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>بدأوا</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>أكملوا</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>آخر تغيير</translation>
    </message>
</context>
<context>
    <name>FlowsView</name>
    <message>
        <source>Flows</source>
        <translation>المسارات</translation>
    </message>
    <message>
        <source>Import a file</source>
        <translation>استورد ملفًا</translation>
    </message>
    <message>
        <source>Add a keyword</source>
        <translation>أضف كلمة مفتاحية</translation>
    </message>
    <message>
        <source>RapidPro exports (*.json)</source>
        <translation>ملفات RapidPro المصدّرة (*.json)</translation>
    </message>
    <message>
        <source>A flow is a conversation by SMS. A keyword starts it.</source>
        <translation>المسار محادثة عبر الرسائل القصيرة تبدؤها كلمة مفتاحية.</translation>
    </message>
    <message>
        <source>No flows yet</source>
        <translation>لا مسارات بعد</translation>
    </message>
    <message>
        <source>In RapidPro or TextIt, export your flows to a file. Then choose it here, or drop it on this page.</source>
        <translation>صدّر مساراتك من RapidPro أو TextIt إلى ملف، ثم اختره هنا أو أفلته على هذه الصفحة.</translation>
    </message>
    <message>
        <source>Drop the file here</source>
        <translation>أفلت الملف هنا</translation>
    </message>
    <message>
        <source>You see what is in it before anything is changed.</source>
        <translation>ترى ما فيه قبل أن يتغير شيء.</translation>
    </message>
    <message>
        <source>Messages without a keyword no longer start “{flow}”.</source>
        <translation>لم تعد الرسائل التي بلا كلمة مفتاحية تبدأ المسار «{flow}».</translation>
    </message>
    <message>
        <source>“{word}” no longer starts “{flow}”.</source>
        <translation>لم تعد «{word}» تبدأ المسار «{flow}».</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>تراجع</translation>
    </message>
    <message>
        <source>This cannot be undone: in the meantime the same messages start “{flow}”.</source>
        <translation>لا يمكن التراجع: في هذه الأثناء صارت الرسائل نفسها تبدأ المسار «{flow}».</translation>
    </message>
    <message>
        <source>Any other message now starts {flow}.</source>
        <translation>أي رسالة أخرى تبدأ الآن المسار {flow}.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>حاول مجددًا</translation>
    </message>
</context>
<context>
    <name>HomeView</name>
    <message>
        <source>Home</source>
        <translation>الرئيسية</translation>
    </message>
</context>
<context>
    <name>ImportFlows</name>
    <message>
        <source>Import a file</source>
        <translation>استورد ملفًا</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>استورد</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>جارٍ قراءة الملف…</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>جارٍ العمل</translation>
    </message>
    <message>
        <source>Only what is left out</source>
        <translation>المستبعد فقط</translation>
    </message>
    <message>
        <source>What is in the file</source>
        <translation>محتوى الملف</translation>
    </message>
    <message>
        <source>This is what importing would do. Nothing is changed yet.</source>
        <translation>هذا ما سيفعله الاستيراد. لم يتغير شيء بعد.</translation>
    </message>
    <message>
        <source>The file comes from {site}.</source>
        <translation>مصدر الملف {site}.</translation>
    </message>
    <message>
        <source>The file is imported. To let people start a flow, add a keyword.</source>
        <translation>تم استيراد الملف. ليبدأ الناس مسارًا أضف كلمة مفتاحية.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
</context>
<context>
    <name>ImportLines</name>
    <message>
        <source>What</source>
        <translation>النوع</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>النتيجة</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>ملاحظة</translation>
    </message>
</context>
<context>
    <name>Listening</name>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Phones and other PCs reach Outpost at:</source>
        <translation>تصل الهواتف والحواسيب الأخرى إلى Outpost على:</translation>
    </message>
</context>
<context>
    <name>MessagePacks</name>
    <message>
        <source>Message packs of {name}</source>
        <translation>حزم رسائل {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>احفظ</translation>
    </message>
    <message>
        <source>Each message pack lets the phone send {parts} SMS parts in {minutes} minutes.</source>
        <translation>كل حزمة رسائل تتيح للهاتف إرسال {parts} جزءًا من SMS في {minutes} دقيقة.</translation>
    </message>
    <message>
        <source>Packs installed</source>
        <translation>الحزم المثبتة</translation>
    </message>
    <message>
        <source>The app itself counts as one, each pack app beside it as one more.</source>
        <translation>التطبيق نفسه يُعدّ حزمة، وكل تطبيق حزمة معه يُعدّ حزمة أخرى.</translation>
    </message>
    <message numerus="yes">
        <source>Together: %n SMS parts in {minutes} minutes</source>
        <translation>
            <numerusform>معًا: لا أجزاء SMS في {minutes} دقيقة</numerusform>
            <numerusform>معًا: جزء واحد من SMS في {minutes} دقيقة</numerusform>
            <numerusform>معًا: جزآن من SMS في {minutes} دقيقة</numerusform>
            <numerusform>معًا: %n أجزاء من SMS في {minutes} دقيقة</numerusform>
            <numerusform>معًا: %n جزءًا من SMS في {minutes} دقيقة</numerusform>
            <numerusform>معًا: %n جزء من SMS في {minutes} دقيقة</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessagesView</name>
    <message>
        <source>Search name, number or text</source>
        <translation>ابحث عن اسم أو رقم أو نص</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>المحادثات</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>الرسائل</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>لا رسائل بعد</translation>
    </message>
    <message>
        <source>As soon as someone writes to one of your phones, the conversation appears here.</source>
        <translation>ما إن يكتب أحد إلى أحد هواتفك حتى تظهر المحادثة هنا.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>لم يُعثر على شيء</translation>
    </message>
    <message>
        <source>Try a shorter word, or part of the number.</source>
        <translation>جرّب كلمة أقصر أو جزءًا من الرقم.</translation>
    </message>
    <message>
        <source>Choose a conversation</source>
        <translation>اختر محادثة</translation>
    </message>
    <message>
        <source>Messages come in live; you can answer right here.</source>
        <translation>تصل الرسائل فور ورودها، ويمكنك الرد من هنا.</translation>
    </message>
</context>
<context>
    <name>NextSteps</name>
    <message>
        <source>Next steps</source>
        <translation>الخطوات التالية</translation>
    </message>
    <message>
        <source>Add a phone</source>
        <translation>أضف هاتفًا</translation>
    </message>
    <message>
        <source>Its SIM card sends and receives your SMS.</source>
        <translation>شريحته ترسل رسائلك وتستقبلها.</translation>
    </message>
    <message>
        <source>Import a flow</source>
        <translation>استورد مسارًا</translation>
    </message>
    <message>
        <source>A file that you exported from RapidPro or TextIt.</source>
        <translation>ملف صدّرته من RapidPro أو TextIt.</translation>
    </message>
    <message>
        <source>Add a keyword</source>
        <translation>أضف كلمة مفتاحية</translation>
    </message>
    <message>
        <source>The word that people send to start the flow.</source>
        <translation>الكلمة التي يرسلها الناس ليبدأ المسار.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
</context>
<context>
    <name>PhoneDetails</name>
    <message>
        <source>Rename</source>
        <translation>غيّر الاسم</translation>
    </message>
    <message>
        <source>Message packs</source>
        <translation>حزم الرسائل</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>وافق</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>حرّر</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>البطارية</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>آخر ظهور</translation>
    </message>
    <message>
        <source>Next sync</source>
        <translation>المزامنة التالية</translation>
    </message>
    <message>
        <source>Waiting here for it</source>
        <translation>تنتظره هنا</translation>
    </message>
    <message>
        <source>Waiting on the phone</source>
        <translation>تنتظر على الهاتف</translation>
    </message>
    <message>
        <source>Trying again on the phone</source>
        <translation>يعيد الهاتف محاولتها</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>الجهاز</translation>
    </message>
    <message>
        <source>App version</source>
        <translation>إصدار التطبيق</translation>
    </message>
    <message>
        <source>Workspaces</source>
        <translation>مساحات العمل</translation>
    </message>
    <message>
        <source>About this phone</source>
        <translation>عن هذا الهاتف</translation>
    </message>
    <message>
        <source>It registered anew, with a new secret. If someone reinstalled the app here, approve it. If not, release it.</source>
        <translation>سجّل الهاتف نفسه من جديد بسرّ جديد. إن أعاد أحدكم تثبيت التطبيق فوافق عليه، وإلا فحرّره.</translation>
    </message>
    <message>
        <source>Use “Add a phone” and type the code on its screen.</source>
        <translation>استخدم «أضف هاتفًا» واكتب الرمز الظاهر على شاشته.</translation>
    </message>
    <message>
        <source>Check that it is charged, switched on and in the office Wi-Fi, and that mobile data is off.</source>
        <translation>تأكد أنه مشحون ومشغّل ومتصل بشبكة المكتب وأن بيانات الجوال متوقفة.</translation>
    </message>
    <message>
        <source>Its clock is wrong. Set the time on the phone.</source>
        <translation>ساعته خاطئة. اضبط الوقت على الهاتف.</translation>
    </message>
    <message>
        <source>Its battery is low. Connect the charger.</source>
        <translation>بطاريته ضعيفة. صِل الشاحن.</translation>
    </message>
</context>
<context>
    <name>Phones</name>
    <message>
        <source>Phone</source>
        <translation>الهاتف</translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>البطارية</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>آخر ظهور</translation>
    </message>
    <message>
        <source>Next sync</source>
        <translation>المزامنة التالية</translation>
    </message>
    <message>
        <source>To send</source>
        <translation>للإرسال</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>غير معروف</translation>
    </message>
</context>
<context>
    <name>PhonesCard</name>
    <message>
        <source>Phones</source>
        <translation>الهواتف</translation>
    </message>
    <message>
        <source>Show phones</source>
        <translation>اعرض الهواتف</translation>
    </message>
    <message>
        <source>No phone yet. Without one nothing can be sent or received.</source>
        <translation>لا هاتف بعد. بدونه لا يُرسل شيء ولا يُستقبل.</translation>
    </message>
</context>
<context>
    <name>PhonesView</name>
    <message>
        <source>Phones</source>
        <translation>الهواتف</translation>
    </message>
    <message>
        <source>Add a phone</source>
        <translation>أضف هاتفًا</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
    </message>
    <message>
        <source>The office&apos;s phones and their SIM cards send and receive all SMS.</source>
        <translation>هواتف المكتب وشرائحها ترسل كل الرسائل وتستقبلها.</translation>
    </message>
    <message>
        <source>No phone yet</source>
        <translation>لا هاتف بعد</translation>
    </message>
    <message>
        <source>Take an Android phone with a SIM card and the RapidPro relayer app. Adding it takes about five minutes.</source>
        <translation>خذ هاتف أندرويد فيه شريحة SIM وتطبيق RapidPro relayer. تستغرق إضافته نحو خمس دقائق.</translation>
    </message>
    <message>
        <source>{name} is added. It will report within a few minutes.</source>
        <translation>أُضيف {name}. سيبلّغ خلال دقائق.</translation>
    </message>
    <message>
        <source>The phone forgets this office at its next sync. Messages that it holds and has not sent are lost; {count} are waiting for it here. To use it again, you pair it anew.</source>
        <translation>ينسى الهاتف هذا المكتب عند مزامنته التالية. تضيع الرسائل التي يحملها ولم يرسلها، وعدد ما ينتظره هنا {count}. لاستخدامه ثانية تضيفه من جديد.</translation>
    </message>
    <message>
        <source>Release {name}?</source>
        <translation>تحرير {name}؟</translation>
    </message>
    <message>
        <source>Release the phone</source>
        <translation>حرّر الهاتف</translation>
    </message>
</context>
<context>
    <name>QueuesCard</name>
    <message>
        <source>Work in the engine</source>
        <translation>العمل في المحرك</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>لا شيء ينتظر</numerusform>
            <numerusform>واحد ينتظر</numerusform>
            <numerusform>اثنان ينتظران</numerusform>
            <numerusform>%n تنتظر</numerusform>
            <numerusform>%n تنتظر</numerusform>
            <numerusform>%n تنتظر</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing waiting</source>
        <translation>لا شيء ينتظر</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) failed for good. Tell whoever looks after Outpost.</source>
        <translation>
            <numerusform>لم تفشل أي مهمة.</numerusform>
            <numerusform>فشلت مهمة نهائيًا. أخبر من يعتني بـ Outpost.</numerusform>
            <numerusform>فشلت مهمتان نهائيًا. أخبر من يعتني بـ Outpost.</numerusform>
            <numerusform>فشلت %n مهام نهائيًا. أخبر من يعتني بـ Outpost.</numerusform>
            <numerusform>فشلت %n مهمة نهائيًا. أخبر من يعتني بـ Outpost.</numerusform>
            <numerusform>فشلت %n مهمة نهائيًا. أخبر من يعتني بـ Outpost.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>You: {name}</source>
        <translation>أنت: {name}</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>الرئيسية</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>الرسائل</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>الهواتف</translation>
    </message>
    <message>
        <source>Flows</source>
        <translation>المسارات</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>مساحة العمل</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>مثل النظام</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>فاتح</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>داكن</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>المظهر</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>اللغة</translation>
    </message>
    <message>
        <source>Connect another PC…</source>
        <translation>وصل حاسوب آخر…</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translation>غيّر كلمة المرور…</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>تسجيل الخروج</translation>
    </message>
    <message>
        <source>Stop Outpost…</source>
        <translation>أوقف Outpost…</translation>
    </message>
</context>
<context>
    <name>Rename</name>
    <message>
        <source>Rename the phone</source>
        <translation>غيّر اسم الهاتف</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>غيّر الاسم</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
</context>
<context>
    <name>ReplyBox</name>
    <message>
        <source>Send</source>
        <translation>أرسل</translation>
    </message>
    <message>
        <source>Write an answer</source>
        <translation>اكتب ردًا</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>الرد</translation>
    </message>
    <message>
        <source>Send ({keys})</source>
        <translation>أرسل ({keys})</translation>
    </message>
    <message>
        <source>Ctrl+Enter sends</source>
        <translation>Ctrl+Enter للإرسال</translation>
    </message>
    <message numerus="yes">
        <source>%n SMS</source>
        <translation>
            <numerusform>لا رسائل</numerusform>
            <numerusform>رسالة واحدة</numerusform>
            <numerusform>رسالتان</numerusform>
            <numerusform>%n رسائل</numerusform>
            <numerusform>%n رسالة</numerusform>
            <numerusform>%n رسالة</numerusform>
        </translation>
    </message>
    <message>
        <source>{left} characters left</source>
        <translation>بقي {left} حرفًا</translation>
    </message>
</context>
<context>
    <name>SetupForm</name>
    <message>
        <source>Country</source>
        <translation>البلد</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>المنطقة الزمنية</translation>
    </message>
    <message>
        <source>Set up the office</source>
        <translation>أعدّ المكتب</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Your office</source>
        <translation>مكتبكم</translation>
    </message>
    <message>
        <source>Name of the office</source>
        <translation>اسم المكتب</translation>
    </message>
    <message>
        <source>As people know it, for example: Nyagatare health office.</source>
        <translation>كما يعرفه الناس، مثلًا: مكتب صحة نياغاتاري.</translation>
    </message>
    <message>
        <source>Phone numbers without country code are taken as numbers of this country.</source>
        <translation>الأرقام التي بلا رمز بلد تُعدّ من أرقام هذا البلد.</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>المدير</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>اسم المستخدم</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>At least 8 characters. Write it down and keep it safe: nobody can look it up.</source>
        <translation>8 أحرف على الأقل. دوّنها واحفظها في مكان آمن: لا يستطيع أحد استرجاعها.</translation>
    </message>
    <message>
        <source>Password again</source>
        <translation>كلمة المرور مرة أخرى</translation>
    </message>
    <message>
        <source>Set up our office</source>
        <translation>إعداد مكتبنا</translation>
    </message>
    <message>
        <source>Give the office a name.</source>
        <translation>اكتب اسمًا للمكتب.</translation>
    </message>
    <message>
        <source>Choose the country.</source>
        <translation>اختر البلد.</translation>
    </message>
    <message>
        <source>Choose the time zone.</source>
        <translation>اختر المنطقة الزمنية.</translation>
    </message>
    <message>
        <source>Choose a username.</source>
        <translation>اختر اسم مستخدم.</translation>
    </message>
    <message>
        <source>The password is too short. Use at least 8 characters.</source>
        <translation>كلمة المرور قصيرة. استخدم 8 أحرف على الأقل.</translation>
    </message>
    <message>
        <source>The two passwords differ. Type both again.</source>
        <translation>كلمتا المرور مختلفتان. اكتبهما من جديد.</translation>
    </message>
</context>
<context>
    <name>ShareOffice</name>
    <message>
        <source>Connect another PC</source>
        <translation>وصل حاسوب آخر</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Install Outpost on the other PC, choose “Connect to another PC”, and type this address:</source>
        <translation>ثبّت Outpost على الحاسوب الآخر، واختر «الاتصال بحاسوب آخر»، واكتب هذا العنوان:</translation>
    </message>
    <message>
        <source>It then shows a fingerprint. Go on only if it is this one:</source>
        <translation>ثم تظهر بصمة. لا تتابع إلا إن كانت هذه:</translation>
    </message>
    <message>
        <source>Outpost does not listen to other PCs yet. Choose a network under Phones, “Network”.</source>
        <translation>لا يستقبل Outpost الحواسيب الأخرى بعد. اختر شبكة في «الهواتف» ثم «الشبكة».</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Show</source>
        <translation>إظهار</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>أظهر كلمة المرور</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>تسجيل الدخول</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>اسم المستخدم</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>إخفاء</translation>
    </message>
</context>
<context>
    <name>Tiles</name>
    <message>
        <source>Received today</source>
        <translation>وردت اليوم</translation>
    </message>
    <message>
        <source>Sent today</source>
        <translation>أُرسلت اليوم</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>تنتظر الإرسال</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>Not yet answered</source>
        <translation>بلا رد بعد</translation>
    </message>
    <message>
        <source>In a flow now</source>
        <translation>في مسار الآن</translation>
    </message>
</context>
<context>
    <name>TriggerRow</name>
    <message>
        <source>Archive: {words}</source>
        <translation>أرشِف: {words}</translation>
    </message>
    <message>
        <source>Any other message</source>
        <translation>أي رسالة أخرى</translation>
    </message>
    <message>
        <source>It has no keyword and answers no flow</source>
        <translation>ليس فيها كلمة مفتاحية ولا تجيب عن مسار</translation>
    </message>
    <message>
        <source>The message is the keyword alone</source>
        <translation>الرسالة هي الكلمة المفتاحية وحدها</translation>
    </message>
    <message>
        <source>The message begins with the keyword</source>
        <translation>تبدأ الرسالة بالكلمة المفتاحية</translation>
    </message>
</context>
<context>
    <name>View</name>
    <message>
        <source>Try again</source>
        <translation>حاول مجددًا</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Set up our office</source>
        <translation>إعداد مكتبنا</translation>
    </message>
    <message>
        <source>Name, country and an administrator. It takes two minutes.</source>
        <translation>الاسم والبلد ومدير. يستغرق دقيقتين.</translation>
    </message>
    <message>
        <source>Show me the demo office</source>
        <translation>أرني المكتب التجريبي</translation>
    </message>
    <message>
        <source>A clinic with a pretended phone. Nothing is sent, nothing is kept.</source>
        <translation>عيادة بهاتف افتراضي. لا يُرسل شيء ولا يُحفظ شيء.</translation>
    </message>
    <message>
        <source>Connect to another PC</source>
        <translation>الاتصال بحاسوب آخر</translation>
    </message>
    <message>
        <source>Welcome to Outpost</source>
        <translation>مرحبًا بك في Outpost</translation>
    </message>
    <message>
        <source>SMS surveys and conversations for your office. No internet is needed.</source>
        <translation>استطلاعات ومحادثات بالرسائل القصيرة لمكتبكم. بلا حاجة إلى الإنترنت.</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message>
        <source>This is the demo office. Its phone is simulated; everything goes when you close it.</source>
        <translation>هذا هو المكتب التجريبي. هاتفه محاكى، ويزول كل شيء عند إغلاقه.</translation>
    </message>
    <message>
        <source>The engine shows a certificate that is not this office&apos;s. Nothing is sent to it. Ask your administrator.</source>
        <translation>يُظهر المحرك شهادة ليست لهذا المكتب. لا يُرسل إليه شيء. اسأل المدير.</translation>
    </message>
    <message>
        <source>The engine does not answer. Outpost starts it again; what you typed is kept.</source>
        <translation>المحرك لا يجيب. يعيد Outpost تشغيله؛ ما كتبته محفوظ.</translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>Too many wrong attempts. Wait %n minute(s), then try again.</source>
        <translation>
            <numerusform>محاولات خاطئة كثيرة. حاول مجددًا الآن.</numerusform>
            <numerusform>محاولات خاطئة كثيرة. انتظر دقيقة ثم حاول مجددًا.</numerusform>
            <numerusform>محاولات خاطئة كثيرة. انتظر دقيقتين ثم حاول مجددًا.</numerusform>
            <numerusform>محاولات خاطئة كثيرة. انتظر %n دقائق ثم حاول مجددًا.</numerusform>
            <numerusform>محاولات خاطئة كثيرة. انتظر %n دقيقة ثم حاول مجددًا.</numerusform>
            <numerusform>محاولات خاطئة كثيرة. انتظر %n دقيقة ثم حاول مجددًا.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>الآن</numerusform>
            <numerusform>قبل دقيقة</numerusform>
            <numerusform>قبل دقيقتين</numerusform>
            <numerusform>قبل %n دقائق</numerusform>
            <numerusform>قبل %n دقيقة</numerusform>
            <numerusform>قبل %n دقيقة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>الآن</numerusform>
            <numerusform>قبل ساعة</numerusform>
            <numerusform>قبل ساعتين</numerusform>
            <numerusform>قبل %n ساعات</numerusform>
            <numerusform>قبل %n ساعة</numerusform>
            <numerusform>قبل %n ساعة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n min</source>
        <translation>
            <numerusform>الآن</numerusform>
            <numerusform>بعد دقيقة</numerusform>
            <numerusform>بعد دقيقتين</numerusform>
            <numerusform>بعد %n دقائق</numerusform>
            <numerusform>بعد %n دقيقة</numerusform>
            <numerusform>بعد %n دقيقة</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>history</name>
    <message>
        <source>Flow: {name}</source>
        <translation>المسار: {name}</translation>
    </message>
</context>
<context>
    <name>texts</name>
    <message>
        <source>The file is damaged or is not a RapidPro export.</source>
        <translation>الملف تالف أو ليس مصدّرًا من RapidPro.</translation>
    </message>
    <message>
        <source>Trouble was found at: {path}</source>
        <translation>موضع الخلل: {path}</translation>
    </message>
    <message>
        <source>Something went wrong ({code}). Try again; if it stays, restart Outpost.</source>
        <translation>حدث خطأ ({code}). حاول مجددًا، فإن تكرر فأعد تشغيل Outpost.</translation>
    </message>
    <message>
        <source>Outpost&apos;s engine does not answer. Wait a moment and try again.</source>
        <translation>محرك Outpost لا يجيب. انتظر قليلًا وحاول مجددًا.</translation>
    </message>
    <message>
        <source>This PC answers with a certificate that is not this office&apos;s. Nothing was sent. Ask your administrator.</source>
        <translation>يجيب هذا الحاسوب بشهادة ليست لهذا المكتب. لم يُرسل شيء. اسأل المدير.</translation>
    </message>
    <message>
        <source>The engine could not finish this. Try again; if it stays, restart Outpost.</source>
        <translation>لم يستطع المحرك إتمام ذلك. حاول مجددًا، فإن تكرر فأعد تشغيل Outpost.</translation>
    </message>
    <message>
        <source>This window is older than the engine. Close it, update Outpost and open it again.</source>
        <translation>هذه النافذة أقدم من المحرك. أغلقها وحدّث Outpost ثم افتحها.</translation>
    </message>
    <message>
        <source>The window is closing.</source>
        <translation>النافذة تُغلق.</translation>
    </message>
    <message>
        <source>Something went wrong in this window. Try again; if it stays, restart Outpost.</source>
        <translation>حدث خطأ في هذه النافذة. حاول مجددًا، فإن تكرر فأعد تشغيل Outpost.</translation>
    </message>
    <message>
        <source>You have been signed out. Sign in again to go on.</source>
        <translation>تم تسجيل خروجك. سجّل الدخول لتتابع.</translation>
    </message>
    <message>
        <source>Username or password is wrong. Check both and try again.</source>
        <translation>اسم المستخدم أو كلمة المرور خطأ. تحقق منهما وحاول مجددًا.</translation>
    </message>
    <message>
        <source>Your role does not allow this. Ask an administrator.</source>
        <translation>دورك لا يسمح بهذا. اسأل مديرًا.</translation>
    </message>
    <message>
        <source>This is no longer here. Someone may have removed it.</source>
        <translation>لم يعد هذا موجودًا. ربما حذفه أحد.</translation>
    </message>
    <message>
        <source>This office is already set up. Sign in instead.</source>
        <translation>هذا المكتب مُعدّ من قبل. سجّل الدخول.</translation>
    </message>
    <message>
        <source>The office can only be set up from the PC on which Outpost runs.</source>
        <translation>لا يُعدّ المكتب إلا من الحاسوب الذي يعمل عليه Outpost.</translation>
    </message>
    <message>
        <source>No phone can reach this contact. Add a phone to this workspace first.</source>
        <translation>لا هاتف يصل إلى جهة الاتصال هذه. أضف هاتفًا إلى مساحة العمل أولًا.</translation>
    </message>
    <message>
        <source>This contact is blocked, stopped or archived, so nothing can be sent.</source>
        <translation>جهة الاتصال هذه محظورة أو متوقفة أو مؤرشفة، فلا يُرسل إليها شيء.</translation>
    </message>
    <message>
        <source>No phone is waiting with this code. Look at the phone&apos;s screen again: the code may have changed.</source>
        <translation>لا هاتف ينتظر بهذا الرمز. انظر إلى شاشة الهاتف من جديد: ربما تغيّر الرمز.</translation>
    </message>
    <message>
        <source>Another phone already has this number. Release that phone first.</source>
        <translation>هذا الرقم لهاتف آخر. حرّر ذلك الهاتف أولًا.</translation>
    </message>
    <message>
        <source>This file is not a RapidPro export. Export your flows in RapidPro and choose that file.</source>
        <translation>هذا الملف ليس مصدّرًا من RapidPro. صدّر مساراتك من RapidPro واختر ذلك الملف.</translation>
    </message>
    <message>
        <source>This file is too large. Export fewer flows at a time.</source>
        <translation>هذا الملف كبير جدًا. صدّر مسارات أقل في كل مرة.</translation>
    </message>
    <message>
        <source>This export is too old. Export the flows again from a current RapidPro.</source>
        <translation>هذا التصدير قديم جدًا. صدّر المسارات من إصدار حديث من RapidPro.</translation>
    </message>
    <message>
        <source>This export comes from a newer RapidPro than Outpost knows. Update Outpost first.</source>
        <translation>هذا التصدير من إصدار RapidPro أحدث مما يعرفه Outpost. حدّث Outpost أولًا.</translation>
    </message>
    <message>
        <source>Outpost&apos;s engine could not be started. Restart this PC and try again.</source>
        <translation>تعذّر تشغيل محرك Outpost. أعد تشغيل الحاسوب وحاول مجددًا.</translation>
    </message>
    <message>
        <source>Outpost is already running on this PC.</source>
        <translation>Outpost يعمل بالفعل على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>This PC no longer has that address. Choose another.</source>
        <translation>لم يعد هذا العنوان لهذا الحاسوب. اختر غيره.</translation>
    </message>
    <message>
        <source>Another program on this PC uses Outpost&apos;s port. Close it and start Outpost again.</source>
        <translation>برنامج آخر على هذا الحاسوب يستخدم منفذ Outpost. أغلقه وشغّل Outpost من جديد.</translation>
    </message>
    <message>
        <source>Someone else is working with this contact right now. Try again in a moment.</source>
        <translation>شخص آخر يعمل مع جهة الاتصال هذه الآن. حاول بعد قليل.</translation>
    </message>
    <message>
        <source>Too many windows are open. Close one of them.</source>
        <translation>النوافذ المفتوحة كثيرة. أغلق إحداها.</translation>
    </message>
    <message>
        <source>This window and the engine do not understand each other. Update both.</source>
        <translation>هذه النافذة والمحرك لا يتفاهمان. حدّثهما معًا.</translation>
    </message>
    <message>
        <source>The disk is full. Free some space, then try again.</source>
        <translation>القرص ممتلئ. وفّر مساحة ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>The disk could not be written. Check the disk of the office&apos;s PC, then try again.</source>
        <translation>تعذّرت الكتابة على القرص. افحص قرص حاسوب المكتب ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>The file could not be read. Copy it to this PC and try again.</source>
        <translation>تعذّرت قراءة الملف. انسخه إلى هذا الحاسوب وحاول مجددًا.</translation>
    </message>
    <message>
        <source>Write a message first.</source>
        <translation>اكتب رسالة أولًا.</translation>
    </message>
    <message>
        <source>The message is too long. Shorten it.</source>
        <translation>الرسالة طويلة جدًا. اختصرها.</translation>
    </message>
    <message>
        <source>The password is too short. Use at least 8 characters.</source>
        <translation>كلمة المرور قصيرة. استخدم 8 أحرف على الأقل.</translation>
    </message>
    <message>
        <source>The password is too long. Use at most 256 characters.</source>
        <translation>كلمة المرور طويلة. استخدم 256 حرفًا على الأكثر.</translation>
    </message>
    <message>
        <source>This message is already on its way.</source>
        <translation>هذه الرسالة في طريقها بالفعل.</translation>
    </message>
    <message>
        <source>This phone no longer waits for approval.</source>
        <translation>لم يعد هذا الهاتف ينتظر الموافقة.</translation>
    </message>
    <message>
        <source>Choose at least one workspace.</source>
        <translation>اختر مساحة عمل واحدة على الأقل.</translation>
    </message>
    <message>
        <source>This is not a phone number. Write it as people dial it, or with + and country code.</source>
        <translation>هذا ليس رقم هاتف. اكتبه كما يُطلب، أو مع + ورمز البلد.</translation>
    </message>
    <message>
        <source>Give the office a name.</source>
        <translation>اكتب اسمًا للمكتب.</translation>
    </message>
    <message>
        <source>Choose another username: letters, digits, dot or dash.</source>
        <translation>اختر اسم مستخدم آخر: أحرف أو أرقام أو نقطة أو شرطة.</translation>
    </message>
    <message>
        <source>Choose the country from the list.</source>
        <translation>اختر البلد من القائمة.</translation>
    </message>
    <message>
        <source>Choose the time zone from the list.</source>
        <translation>اختر المنطقة الزمنية من القائمة.</translation>
    </message>
    <message>
        <source>A keyword is one word of letters or digits, at most 16 characters, or one emoji.</source>
        <translation>الكلمة المفتاحية كلمة واحدة من أحرف أو أرقام، 16 على الأكثر، أو رمز تعبيري واحد.</translation>
    </message>
    <message>
        <source>A message cannot start a flow of this type.</source>
        <translation>لا يمكن لرسالة أن تبدأ مسارًا من هذا النوع.</translation>
    </message>
    <message>
        <source>A phone has 1 to 10 message packs.</source>
        <translation>للهاتف من 1 إلى 10 حزم رسائل.</translation>
    </message>
    <message>
        <source>Give it a name of at most 64 characters.</source>
        <translation>أعطه اسمًا من 64 حرفًا على الأكثر.</translation>
    </message>
    <message>
        <source>This value cannot be used: {field}. Correct it and try again.</source>
        <translation>لا يمكن استخدام هذه القيمة: {field}. صحّحها وحاول مجددًا.</translation>
    </message>
    <message>
        <source>Perhaps sent</source>
        <translation>ربما أُرسلت</translation>
    </message>
    <message>
        <source>Being handled</source>
        <translation>قيد المعالجة</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>وردت</translation>
    </message>
    <message>
        <source>Waiting for a phone</source>
        <translation>تنتظر هاتفًا</translation>
    </message>
    <message>
        <source>On the phone</source>
        <translation>على الهاتف</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>أُرسلت</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>سُلّمت</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>قُرئت</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>This contact has no phone number, so no SMS can reach it.</source>
        <translation>ليس لجهة الاتصال هذه رقم هاتف، فلا تصلها رسالة.</translation>
    </message>
    <message>
        <source>The phone tried many times without success.</source>
        <translation>حاول الهاتف مرات كثيرة بلا نجاح.</translation>
    </message>
    <message>
        <source>It waited for a phone for too long.</source>
        <translation>انتظرت هاتفًا مدة طويلة جدًا.</translation>
    </message>
    <message>
        <source>No phone could take it.</source>
        <translation>لم يستطع أي هاتف أخذها.</translation>
    </message>
    <message>
        <source>The contact is blocked, stopped or archived.</source>
        <translation>جهة الاتصال محظورة أو متوقفة أو مؤرشفة.</translation>
    </message>
    <message>
        <source>The phone could not send it.</source>
        <translation>لم يستطع الهاتف إرسالها.</translation>
    </message>
    <message>
        <source>Its phone was released.</source>
        <translation>تم تحرير هاتفها.</translation>
    </message>
    <message>
        <source>Needs your approval</source>
        <translation>يحتاج موافقتك</translation>
    </message>
    <message>
        <source>Waiting for its code</source>
        <translation>ينتظر رمزه</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>محرَّر</translation>
    </message>
    <message>
        <source>Not seen yet</source>
        <translation>لم يظهر بعد</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>لا يجيب</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>يعمل</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>غير معروف</translation>
    </message>
    <message>
        <source>{percent}, charging</source>
        <translation>{percent}، يُشحن</translation>
    </message>
    <message>
        <source>New</source>
        <translation>جديد</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>محدَّث</translation>
    </message>
    <message>
        <source>Already here</source>
        <translation>موجود من قبل</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>مستبعد</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>مسار</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>حملة</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>مشغّل</translation>
    </message>
    <message>
        <source>Contact field</source>
        <translation>حقل جهة اتصال</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>مجموعة</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>وسم</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>قناة</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>قالب</translation>
    </message>
    <message>
        <source>Outpost cannot use this yet.</source>
        <translation>لا يستطيع Outpost استخدام هذا بعد.</translation>
    </message>
    <message>
        <source>It needs something that is not in this file.</source>
        <translation>يحتاج شيئًا ليس في هذا الملف.</translation>
    </message>
    <message>
        <source>Its flow is not in this file.</source>
        <translation>مساره ليس في هذا الملف.</translation>
    </message>
    <message>
        <source>Its group is not in this file.</source>
        <translation>مجموعته ليست في هذا الملف.</translation>
    </message>
    <message>
        <source>It is damaged.</source>
        <translation>إنه تالف.</translation>
    </message>
    <message>
        <source>It is archived in the file.</source>
        <translation>إنه مؤرشف في الملف.</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>الرسائل</translation>
    </message>
    <message>
        <source>In the background</source>
        <translation>في الخلفية</translation>
    </message>
    <message>
        <source>Offline survey</source>
        <translation>استطلاع بلا اتصال</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>مكالمات</translation>
    </message>
    <message>
        <source>Incoming messages</source>
        <translation>الرسائل الواردة</translation>
    </message>
    <message>
        <source>Messages to send</source>
        <translation>رسائل للإرسال</translation>
    </message>
    <message>
        <source>Flow starts</source>
        <translation>بدء المسارات</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>الرسائل الجماعية</translation>
    </message>
    <message>
        <source>Other work</source>
        <translation>أعمال أخرى</translation>
    </message>
    <message>
        <source>Large jobs</source>
        <translation>أعمال كبيرة</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>مدير</translation>
    </message>
    <message>
        <source>Editor</source>
        <translation>محرر</translation>
    </message>
    <message>
        <source>Viewer</source>
        <translation>قارئ</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>وكيل</translation>
    </message>
    <message>
        <source>Surveyor</source>
        <translation>مستطلِع</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>اليوم</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>أمس</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day}، {time}</translation>
    </message>
    <message>
        <source>never</source>
        <translation>أبدًا</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>الآن</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>متأخرة</translation>
    </message>
    <message>
        <source>now</source>
        <translation>الآن</translation>
    </message>
</context>
</TS>
