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
    <name>BroadcastList</name>
    <message>
        <source>Waiting for a phone or modem</source>
        <translation>تنتظر هاتفًا أو مودمًا</translation>
    </message>
    <message>
        <source>On a phone or modem</source>
        <translation>في هاتف أو مودم</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>أُرسلت</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>وصلت</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>سُحبت</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>اللغات</translation>
    </message>
    <message>
        <source>Asked for by the flow</source>
        <translation>طلبها المسار</translation>
    </message>
    <message>
        <source>By</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>كُتبت</translation>
    </message>
    <message>
        <source>About this broadcast</source>
        <translation>عن رسالة البث هذه</translation>
    </message>
    <message>
        <source>Stop this broadcast</source>
        <translation>أوقف هذا البث</translation>
    </message>
    <message>
        <source>Who gets it</source>
        <translation>من يتلقاها</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>رسائل البث</translation>
    </message>
    <message>
        <source>Messages that no phone or modem has yet are taken back, as if they had never been written. Those that one has are still sent. This cannot be undone.</source>
        <translation>تُسحب الرسائل التي لم تصل بعد إلى هاتف أو مودم، كأنها لم تُكتب. أما التي وصلت إلى أحدها فتُرسل. لا يمكن التراجع عن هذا.</translation>
    </message>
    <message>
        <source>Stop this broadcast?</source>
        <translation>إيقاف هذا البث؟</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>أوقفه</translation>
    </message>
</context>
<context>
    <name>Broadcasts</name>
    <message>
        <source>Message</source>
        <translation>الرسالة</translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>التقدم</translation>
    </message>
    <message>
        <source>When</source>
        <translation>متى</translation>
    </message>
    <message>
        <source>To {recipients}</source>
        <translation>إلى {recipients}</translation>
    </message>
</context>
<context>
    <name>BroadcastsView</name>
    <message>
        <source>New broadcast</source>
        <translation>رسالة بث جديدة</translation>
    </message>
    <message>
        <source>Write the first one</source>
        <translation>اكتب الأولى</translation>
    </message>
    <message>
        <source>A broadcast is one message to many contacts at once: to groups, to those that a search finds, or to numbers that you paste. Each gets it in their language, and here you see what became of it.</source>
        <translation>رسالة البث هي رسالة واحدة إلى جهات اتصال كثيرة معًا: إلى مجموعات، أو إلى من يجدهم بحث، أو إلى أرقام تلصقها. يتلقاها كل واحد بلغته، وهنا ترى ما صارت إليه.</translation>
    </message>
    <message>
        <source>No broadcasts yet</source>
        <translation>لا رسائل بث بعد</translation>
    </message>
    <message>
        <source>The broadcast is on its way.</source>
        <translation>رسالة البث في طريقها.</translation>
    </message>
    <message>
        <source>The broadcast is on the schedule.</source>
        <translation>رسالة البث في الجدول.</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>رسائل البث</translation>
    </message>
    <message>
        <source>One message to many contacts, each in their language.</source>
        <translation>رسالة واحدة إلى جهات اتصال كثيرة، كلٌّ بلغته.</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>المجدولة</translation>
    </message>
    <message>
        <source>Flow starts</source>
        <translation>بدايات المسارات</translation>
    </message>
    <message>
        <source>When a flow is started for many contacts at once, by staff, a schedule or another flow, you see here how far it is. The details of a flow, on the screen Flows, have the button for it.</source>
        <translation>حين يبدأ مسار لجهات اتصال كثيرة معًا، من الموظفين أو جدول زمني أو مسار آخر، ترى هنا إلى أين وصل. الزر لذلك في تفاصيل المسار، في شاشة المسارات.</translation>
    </message>
    <message>
        <source>No flow starts yet</source>
        <translation>لا بدايات مسارات بعد</translation>
    </message>
    <message>
        <source>A broadcast that is to go out later, once or again and again, stands here until its last time is over.</source>
        <translation>رسالة البث التي تُرسل لاحقًا، مرة أو مرارًا، تبقى هنا حتى ينقضي موعدها الأخير.</translation>
    </message>
    <message>
        <source>Nothing is scheduled</source>
        <translation>لا شيء مجدول</translation>
    </message>
    <message>
        <source>An administrator or editor of this workspace sends them.</source>
        <translation>يرسلها مدير مساحة العمل هذه أو محررها.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>حاول مرة أخرى</translation>
    </message>
</context>
<context>
    <name>BubbleDelegate</name>
    <message>
        <source>Send again</source>
        <translation>أرسل مرة أخرى</translation>
    </message>
    <message>
        <source>It was sent</source>
        <translation>أُرسلت</translation>
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
    <message>
        <source>It was sent…</source>
        <translation>أُرسلت…</translation>
    </message>
    <message>
        <source>What became of it…</source>
        <translation>ما حدث لها…</translation>
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
    <name>ChangeScheduled</name>
    <message>
        <source>Change a scheduled broadcast</source>
        <translation>تغيير رسالة بث مجدولة</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>حفظ</translation>
    </message>
</context>
<context>
    <name>ChoosePorts</name>
    <message>
        <source>A modem is not shown</source>
        <translation>مودم لا يظهر</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>احفظ</translation>
    </message>
    <message>
        <source>Is it plugged into the PC on which Outpost runs? It can take a minute until it is shown.</source>
        <translation>هل هو موصول بالحاسوب الذي يعمل عليه Outpost؟ قد تمر دقيقة حتى يظهر.</translation>
    </message>
    <message>
        <source>What stands in the way of a stick is said at the top of the screen, with what to do.</source>
        <translation>ما يعيق المودم مذكور في أعلى الشاشة مع ما يجب فعله.</translation>
    </message>
    <message>
        <source>Outpost looks only at ports of makers that it knows, because asking another device could disturb it. If yours is of another maker, or a GSM terminal at a serial cable, choose its port here.</source>
        <translation>لا يفحص Outpost إلا منافذ الشركات التي يعرفها، لأن سؤال جهاز آخر قد يربكه. إن كان مودمك من شركة أخرى أو كان طرفية GSM على كبل تسلسلي فاختر منفذه هنا.</translation>
    </message>
    <message>
        <source>Serial ports where no modem was found</source>
        <translation>منافذ تسلسلية لم يوجد عليها مودم</translation>
    </message>
    <message>
        <source>There is none.</source>
        <translation>لا يوجد أي منفذ.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Serial ports</source>
        <translation>المنافذ التسلسلية</translation>
    </message>
</context>
<context>
    <name>ClockCard</name>
    <message>
        <source>Is the clock of this PC right?</source>
        <translation>هل ساعة هذا الحاسوب صحيحة؟</translation>
    </message>
    <message>
        <source>If it is wrong, set date and time in the settings of the PC on which Outpost runs. Outpost notices it by itself.</source>
        <translation>إن كانت خاطئة فاضبط التاريخ والوقت في إعدادات الحاسوب الذي يعمل عليه Outpost. يلاحظ Outpost ذلك بنفسه.</translation>
    </message>
    <message>
        <source>An office administrator decides this.</source>
        <translation>يقرر هذا مسؤول المكتب.</translation>
    </message>
    <message>
        <source>The clock is right</source>
        <translation>الساعة صحيحة</translation>
    </message>
    <message>
        <source>Counting what fell due</source>
        <translation>إحصاء ما حان موعده</translation>
    </message>
    <message>
        <source>Is it now {time}? Then what fell due meanwhile is done or held, as each workspace has set it. If the clock is wrong, people get reminders on the wrong day.</source>
        <translation>هل الوقت الآن {time}؟ عندها يُنفَّذ ما حان موعده في هذه الأثناء أو يُحتجز، كما ضُبط في كل مساحة عمل. إن كانت الساعة خاطئة فستصل التذكيرات إلى الناس في اليوم الخطأ.</translation>
    </message>
    <message>
        <source>Is the clock right?</source>
        <translation>هل الساعة صحيحة؟</translation>
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
    <message>
        <source>It counts as sent from now on, and nobody is asked again. This cannot be taken back.</source>
        <translation>تُعدّ مُرسلة من الآن، ولا يُسأل عنها أحد بعد ذلك. لا يمكن التراجع عن هذا.</translation>
    </message>
    <message>
        <source>Was this message sent?</source>
        <translation>هل أُرسلت هذه الرسالة؟</translation>
    </message>
    <message>
        <source>It was sent</source>
        <translation>أُرسلت</translation>
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
    <name>EnterPin</name>
    <message>
        <source>PIN for {name}</source>
        <translation>رمز PIN لـ {name}</translation>
    </message>
    <message>
        <source>Try this PIN</source>
        <translation>جرّب هذا الرمز</translation>
    </message>
    <message>
        <source>Outpost tries it exactly once, and never when the SIM card has fewer than two tries left: after three wrong PINs it would lock itself. A right PIN is kept for this SIM card, so that it starts by itself after a power cut.</source>
        <translation>يجربه Outpost مرة واحدة فقط، ولا يجربه أبدًا إذا بقي للشريحة أقل من محاولتين: فبعد ثلاثة رموز خاطئة تقفل نفسها. يُحفظ الرمز الصحيح لهذه الشريحة لتبدأ وحدها بعد انقطاع الكهرباء.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translation>رمز PIN</translation>
    </message>
    <message>
        <source>Four to eight digits. It is not the PUK.</source>
        <translation>من أربعة إلى ثمانية أرقام. ليس رمز PUK.</translation>
    </message>
    <message>
        <source>{name} tries the PIN and goes on starting.</source>
        <translation>{name} يجرب الرمز ويتابع البدء.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
</context>
<context>
    <name>EstimatePane</name>
    <message>
        <source>What goes out</source>
        <translation>ما يُرسل</translation>
    </message>
    <message>
        <source>Phones and modems</source>
        <translation>الهواتف وأجهزة المودم</translation>
    </message>
</context>
<context>
    <name>FailedWork</name>
    <message>
        <source>Work that failed</source>
        <translation>أعمال فشلت</translation>
    </message>
    <message>
        <source>Kind of work</source>
        <translation>نوع العمل</translation>
    </message>
    <message>
        <source>Try all again</source>
        <translation>إعادة محاولة الكل</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>صرف النظر</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>لا شيء هنا</translation>
    </message>
    <message>
        <source>No work of this kind has failed.</source>
        <translation>لم يفشل عمل من هذا النوع.</translation>
    </message>
    <message>
        <source>Outpost gave these up. Choose with the mouse, or with Shift, Ctrl and the arrow keys. What people get late because they are tried again can&apos;t be taken back.</source>
        <translation>تخلى Outpost عن هذه. اختر بالفأرة، أو بمفاتيح Shift وCtrl والأسهم. ما يصل إلى الناس متأخرًا بسبب إعادة المحاولة لا يمكن سحبه.</translation>
    </message>
    <message>
        <source>What it was about, and the code of the error</source>
        <translation>ما كان يخصه، ورمز الخطأ</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>كل الأنواع</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>حاول مجددًا</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message numerus="yes">
        <source>%n shown</source>
        <translation>
            <numerusform>لا شيء معروض</numerusform>
            <numerusform>واحد معروض</numerusform>
            <numerusform>اثنان معروضان</numerusform>
            <numerusform>%n معروضة</numerusform>
            <numerusform>%n معروضًا</numerusform>
            <numerusform>%n معروض</numerusform>
        </translation>
    </message>
    <message>
        <source>{count}. More come when you scroll down.</source>
        <translation>{count}. يظهر المزيد عند التمرير إلى الأسفل.</translation>
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
        <source>Start for contacts…</source>
        <translation>ابدأ لجهات اتصال…</translation>
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
    <name>FlowStarts</name>
    <message>
        <source>Flow</source>
        <translation>المسار</translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>التقدم</translation>
    </message>
    <message>
        <source>When</source>
        <translation>متى</translation>
    </message>
    <message>
        <source>For {recipients}</source>
        <translation>لـ {recipients}</translation>
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
        <source>RapidPro exports (*.json *.json.gz *.zip)</source>
        <translation>ملفات RapidPro المُصدَّرة (*.json *.json.gz *.zip)</translation>
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
        <source>An administrator or editor of this workspace imports them.</source>
        <translation>يستوردها مدير مساحة العمل هذه أو محررها.</translation>
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
        <source>“{flow}” is being started. The screen Broadcasts shows how far it is.</source>
        <translation>يجري بدء «{flow}». تعرض شاشة رسائل البث إلى أين وصل.</translation>
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
    <name>GroupChoice</name>
    <message>
        <source>Group</source>
        <translation>المجموعة</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>جهات الاتصال</translation>
    </message>
    <message>
        <source>filling</source>
        <translation>تمتلئ</translation>
    </message>
</context>
<context>
    <name>HomeView</name>
    <message>
        <source>Home</source>
        <translation>الرئيسية</translation>
    </message>
    <message>
        <source>Workspace settings</source>
        <translation>إعدادات مساحة العمل</translation>
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
        <source>Only what needs a look</source>
        <translation>ما يحتاج إلى نظر فقط</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>نسخ التقرير</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>حفظ التقرير</translation>
    </message>
    <message>
        <source>Take the import back</source>
        <translation>التراجع عن الاستيراد</translation>
    </message>
    <message>
        <source>What is in the file</source>
        <translation>محتوى الملف</translation>
    </message>
    <message>
        <source>The import goes on. Home tells how it ends.</source>
        <translation>يستمر الاستيراد. ستخبرك الصفحة الرئيسية بنتيجته.</translation>
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
        <source>Stop the import</source>
        <translation>إيقاف الاستيراد</translation>
    </message>
    <message>
        <source>Importing… You can close this; the import goes on.</source>
        <translation>جارٍ الاستيراد… يمكنك إغلاق هذه النافذة؛ يستمر الاستيراد.</translation>
    </message>
    <message>
        <source>The file is imported. To let people start a flow, add a keyword.</source>
        <translation>تم استيراد الملف. ليبدأ الناس مسارًا أضف كلمة مفتاحية.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>The import was stopped. Nothing was changed.</source>
        <translation>أُوقف الاستيراد. لم يتغير شيء.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>The import is taken back.</source>
        <translation>تم التراجع عن الاستيراد.</translation>
    </message>
    <message>
        <source>What was used or changed since stays.</source>
        <translation>ما استُخدم أو تغيّر منذ ذلك الحين يبقى.</translation>
    </message>
    <message>
        <source>The report is copied.</source>
        <translation>تم نسخ التقرير.</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>ملفات نصية (*.txt)</translation>
    </message>
    <message>
        <source>The report is saved.</source>
        <translation>تم حفظ التقرير.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
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
    <name>LanguageText</name>
    <message>
        <source>Message: {language}</source>
        <translation>الرسالة: {language}</translation>
    </message>
    <message>
        <source>Write the message</source>
        <translation>اكتب الرسالة</translation>
    </message>
    <message>
        <source>Names and values make it longer or shorter; the next step counts them.</source>
        <translation>الأسماء والقيم تطيلها أو تقصّرها؛ تحسبها الخطوة التالية.</translation>
    </message>
</context>
<context>
    <name>LateCard</name>
    <message>
        <source>Late reminders</source>
        <translation>التذكيرات المتأخرة</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>أظهر الكل</translation>
    </message>
    <message>
        <source>Send all now</source>
        <translation>أرسل الكل الآن</translation>
    </message>
    <message>
        <source>Skip all</source>
        <translation>تخطَّ الكل</translation>
    </message>
    <message>
        <source>An administrator or editor of this workspace decides this.</source>
        <translation>يقرر هذا مدير مساحة العمل هذه أو محررها.</translation>
    </message>
    <message>
        <source>What was decided is being carried out.</source>
        <translation>يجري تنفيذ ما تقرر.</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>أرسل الآن</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>تخطَّ</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action}: {name}</translation>
    </message>
</context>
<context>
    <name>Letters</name>
    <message>
        <source>What</source>
        <translation>ماذا</translation>
    </message>
    <message>
        <source>About</source>
        <translation>عمّن أو عمّ</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>منذ</translation>
    </message>
    <message>
        <source>Why it failed</source>
        <translation>سبب الفشل</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>المحاولات</translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
</context>
<context>
    <name>LettersCard</name>
    <message>
        <source>Work that failed</source>
        <translation>أعمال فشلت</translation>
    </message>
    <message>
        <source>It was tried three times. Often something was missing that is there again, such as room on the disk.</source>
        <translation>جرت محاولته ثلاث مرات. كثيرًا ما كان ينقص شيء ثم عاد، مثل المساحة على القرص.</translation>
    </message>
    <message>
        <source>See each</source>
        <translation>عرض كل واحد</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>حاول مجددًا</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action}: {name}</translation>
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
    <name>MessageTexts</name>
    <message>
        <source>Insert the first name</source>
        <translation>أدرج الاسم الأول</translation>
    </message>
    <message>
        <source>Who has no text in a language of theirs gets this one.</source>
        <translation>من ليس له نص بلغته يتلقى هذا النص.</translation>
    </message>
    <message>
        <source>For contacts whose language is this. Leave it empty, and they get the first one.</source>
        <translation>لجهات الاتصال التي هذه لغتها. إن تركته فارغًا تلقّت النص الأول.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>الرسالة</translation>
    </message>
    <message>
        <source>{language}, written</source>
        <translation>{language}، مكتوب</translation>
    </message>
    <message>
        <source>{language}, empty</source>
        <translation>{language}، فارغ</translation>
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
    <name>ModemDetails</name>
    <message>
        <source>An office administrator looks after modems.</source>
        <translation>مسؤول المكتب يعتني بالمودمات.</translation>
    </message>
    <message>
        <source>The office does not use it yet. “Use this modem” lets its SIM card send and receive SMS.</source>
        <translation>لا يستخدمه المكتب بعد. «استخدم هذا المودم» يجعل شريحته ترسل الرسائل وتستقبلها.</translation>
    </message>
    <message>
        <source>one part in {seconds} s</source>
        <translation>جزء واحد كل {seconds} ث</translation>
    </message>
    <message>
        <source>{taken} of {places}</source>
        <translation>{taken} من {places}</translation>
    </message>
    <message>
        <source>hung up</source>
        <translation>تُنهى</translation>
    </message>
    <message>
        <source>left ringing</source>
        <translation>تُترك ترن</translation>
    </message>
    <message>
        <source>Enter the PIN</source>
        <translation>أدخل رمز PIN</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>أرسل مرة أخرى</translation>
    </message>
    <message>
        <source>Use this modem</source>
        <translation>استخدم هذا المودم</translation>
    </message>
    <message>
        <source>Look after it again</source>
        <translation>اعتنِ به من جديد</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Workspaces</source>
        <translation>مساحات العمل</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>الحصص</translation>
    </message>
    <message>
        <source>Test SMS</source>
        <translation>رسالة تجربة</translation>
    </message>
    <message>
        <source>USSD codes</source>
        <translation>رموز USSD</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>الرصيد</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>السجل</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>حرّر</translation>
    </message>
    <message>
        <source>Leave alone</source>
        <translation>اتركه</translation>
    </message>
    <message>
        <source>Check the balance</source>
        <translation>تحقق من الرصيد</translation>
    </message>
    <message>
        <source>Shares and daily limit</source>
        <translation>الحصص والحد اليومي</translation>
    </message>
    <message>
        <source>Leave this modem alone</source>
        <translation>اترك هذا المودم وشأنه</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>المشغّل</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>الإشارة</translation>
    </message>
    <message>
        <source>Waiting here for it</source>
        <translation>تنتظره هنا</translation>
    </message>
    <message>
        <source>Sent today</source>
        <translation>أُرسلت اليوم</translation>
    </message>
    <message>
        <source>Balance checked</source>
        <translation>فُحص الرصيد</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>الوتيرة</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>المكالمات</translation>
    </message>
    <message>
        <source>Places taken in its store</source>
        <translation>الأماكن المشغولة في ذاكرته</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>الطراز</translation>
    </message>
    <message>
        <source>SIM card</source>
        <translation>الشريحة</translation>
    </message>
    <message>
        <source>IMEI</source>
        <translation>IMEI</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>المنفذ</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>آخر ظهور</translation>
    </message>
    <message>
        <source>About this modem</source>
        <translation>عن هذا المودم</translation>
    </message>
</context>
<context>
    <name>ModemLog</name>
    <message>
        <source>Log of {name}</source>
        <translation>سجل {name}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Save to a file…</source>
        <translation>احفظ في ملف…</translation>
    </message>
    <message>
        <source>What Outpost and the modem said to each other, the newest last. It has numbers and texts of messages in it.</source>
        <translation>ما قاله Outpost والمودم أحدهما للآخر، الأحدث في الأخير. فيه أرقام ونصوص رسائل.</translation>
    </message>
    <message>
        <source>The log was saved.</source>
        <translation>حُفظ السجل.</translation>
    </message>
    <message>
        <source>The log was copied.</source>
        <translation>نُسخ السجل.</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>احفظ السجل</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>ملفات نصية (*.txt)</translation>
    </message>
</context>
<context>
    <name>ModemLogLines</name>
    <message>
        <source>Time</source>
        <translation>الوقت</translation>
    </message>
    <message>
        <source>By</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>النص</translation>
    </message>
</context>
<context>
    <name>ModemSettings</name>
    <message>
        <source>Settings of {name}</source>
        <translation>إعدادات {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>احفظ</translation>
    </message>
    <message>
        <source>One SMS part every</source>
        <translation>جزء SMS واحد كل</translation>
    </message>
    <message>
        <source>Hang up on calls</source>
        <translation>أنهِ المكالمات</translation>
    </message>
    <message>
        <source>Operators bar SIM cards that send too fast or too much. One part every 6 seconds and 200 a day are safe with most; ask the operator before you set more. A long message has several parts.</source>
        <translation>يحظر المشغّلون الشرائح التي ترسل أسرع أو أكثر من اللازم. جزء كل 6 ثوانٍ و200 في اليوم آمن عند معظمهم؛ اسأل المشغّل قبل أن تضبط أكثر. للرسالة الطويلة عدة أجزاء.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>SMS parts a day</source>
        <translation>أجزاء SMS في اليوم</translation>
    </message>
    <message>
        <source>What is over it waits for the next day. Answers count too.</source>
        <translation>ما زاد ينتظر اليوم التالي. الردود تُحسب أيضًا.</translation>
    </message>
    <message>
        <source>Every call is noted and can start a flow. A call that is hung up costs the caller nothing; otherwise it rings until the caller gives up.</source>
        <translation>تُسجَّل كل مكالمة ويمكن أن تبدأ مسارًا. المكالمة التي تُنهى لا تكلّف المتصل شيئًا؛ وإلا ترن حتى يتوقف المتصل.</translation>
    </message>
    <message>
        <source>The limit a day is a number from 1 to {most}.</source>
        <translation>الحد اليومي رقم من 1 إلى {most}.</translation>
    </message>
</context>
<context>
    <name>ModemWorkspaces</name>
    <message>
        <source>Workspaces of {name}</source>
        <translation>مساحات عمل {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>احفظ</translation>
    </message>
    <message>
        <source>Several workspaces can share its SIM card. What comes in goes to the one that it is meant for.</source>
        <translation>يمكن لعدة مساحات عمل أن تتشارك شريحته. ما يصل يذهب إلى المساحة المقصودة.</translation>
    </message>
</context>
<context>
    <name>Modems</name>
    <message>
        <source>Modem</source>
        <translation>المودم</translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>المشغّل</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>الإشارة</translation>
    </message>
    <message>
        <source>Sent today</source>
        <translation>أُرسلت اليوم</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>الرصيد</translation>
    </message>
</context>
<context>
    <name>ModemsCard</name>
    <message>
        <source>Modems need help</source>
        <translation>مودمات تحتاج إلى مساعدة</translation>
    </message>
    <message>
        <source>An office administrator looks after modems.</source>
        <translation>مسؤول المكتب يعتني بالمودمات.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>أرسل مرة أخرى</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>اعرض</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action}: {name}</translation>
    </message>
</context>
<context>
    <name>ModemsView</name>
    <message>
        <source>Modems</source>
        <translation>المودمات</translation>
    </message>
    <message>
        <source>A modem is not shown</source>
        <translation>مودم لا يظهر</translation>
    </message>
    <message>
        <source>USB modems with SIM cards send and receive SMS without a phone.</source>
        <translation>مودمات USB بشرائح SIM ترسل الرسائل وتستقبلها بلا هاتف.</translation>
    </message>
    <message>
        <source>No modem yet</source>
        <translation>لا مودم بعد</translation>
    </message>
    <message>
        <source>Plug a USB modem with a SIM card into the PC on which Outpost runs. It is shown here within a minute.</source>
        <translation>أوصل مودم USB فيه شريحة بالحاسوب الذي يعمل عليه Outpost. يظهر هنا خلال دقيقة.</translation>
    </message>
    <message>
        <source>The network is asked for the balance.</source>
        <translation>تُسأل الشبكة عن الرصيد.</translation>
    </message>
    <message>
        <source>The office no longer uses its SIM card. What waits for it is not sent ({count}); it can be sent again by another phone or modem. To use this one again, choose “Use this modem”.</source>
        <translation>لن يستخدم المكتب شريحته بعد الآن. ما ينتظره لا يُرسل ({count})، ويمكن إرساله مجددًا بهاتف أو مودم آخر. لاستخدامه من جديد اختر «استخدم هذا المودم».</translation>
    </message>
    <message>
        <source>Release {name}?</source>
        <translation>تحرير {name}؟</translation>
    </message>
    <message>
        <source>Release the modem</source>
        <translation>حرّر المودم</translation>
    </message>
</context>
<context>
    <name>NewBroadcast</name>
    <message>
        <source>New broadcast</source>
        <translation>رسالة بث جديدة</translation>
    </message>
    <message>
        <source>Schedule it</source>
        <translation>ضعها في الجدول</translation>
    </message>
    <message>
        <source>Goes out: {moment}.</source>
        <translation>تُرسل: {moment}.</translation>
    </message>
    <message>
        <source>Goes out first: {moment}. {repeat}.</source>
        <translation>تُرسل أولاً: {moment}. {repeat}.</translation>
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
        <source>Its SIM card sends and receives your SMS. So does a USB modem.</source>
        <translation>شريحته ترسل رسائلك وتستقبلها. وكذلك مودم USB.</translation>
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
    <message>
        <source>To do</source>
        <translation>لم يتم بعد</translation>
    </message>
</context>
<context>
    <name>Obstacles</name>
    <message>
        <source>What stands in the way</source>
        <translation>ما يعيق</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>انسخ الأمر</translation>
    </message>
    <message>
        <source>Copied. An administrator of the PC with the modem types it into a terminal.</source>
        <translation>نُسخ. يكتبه مسؤول الحاسوب الموصول به المودم في الطرفية.</translation>
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
        <source>Shares and daily limit</source>
        <translation>الحصص والحد اليومي</translation>
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
        <source>It waits for an office administrator.</source>
        <translation>ينتظر مسؤول المكتب.</translation>
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
    <name>PhoneEstimates</name>
    <message>
        <source>Phone or modem</source>
        <translation>الهاتف أو المودم</translation>
    </message>
    <message>
        <source>SMS</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>Waiting now</source>
        <translation>ينتظر الآن</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>المدة</translation>
    </message>
    <message>
        <source>Done by</source>
        <translation>ينتهي في</translation>
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
        <source>Phones and modems</source>
        <translation>الهواتف والمودمات</translation>
    </message>
    <message>
        <source>Show modems</source>
        <translation>اعرض المودمات</translation>
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
        <source>An office administrator adds the phones.</source>
        <translation>يضيف مسؤول المكتب الهواتف.</translation>
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
        <source>Broadcasts</source>
        <translation>رسائل البث</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>الهواتف</translation>
    </message>
    <message>
        <source>Modems</source>
        <translation>المودمات</translation>
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
        <source>Workspace settings…</source>
        <translation>إعدادات مساحة العمل…</translation>
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
    <name>RecipientsBox</name>
    <message>
        <source>Search groups</source>
        <translation>ابحث عن مجموعة</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>المجموعات</translation>
    </message>
    <message>
        <source>There are no groups yet.</source>
        <translation>لا مجموعات بعد.</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>استبعدها</translation>
    </message>
    <message>
        <source>Who is in a flow now</source>
        <translation>من هو في مسار الآن</translation>
    </message>
    <message>
        <source>Who was in this flow before</source>
        <translation>من كان في هذا المسار من قبل</translation>
    </message>
    <message>
        <source>Who was not heard of</source>
        <translation>من لا أخبار عنه</translation>
    </message>
    <message>
        <source>Search of contacts</source>
        <translation>بحث عن جهات الاتصال</translation>
    </message>
    <message>
        <source>age &gt; 18 and district = Gasabo</source>
        <translation>age &gt; 18 and district = Gasabo</translation>
    </message>
    <message>
        <source>Type or paste them, one a line</source>
        <translation>اكتبها أو ألصقها، رقم في كل سطر</translation>
    </message>
    <message>
        <source>Phone numbers</source>
        <translation>أرقام الهواتف</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>استبعد</translation>
    </message>
    <message>
        <source>Nobody because of long silence</source>
        <translation>لا أحد بسبب طول الانقطاع</translation>
    </message>
    <message>
        <source>Blocked, stopped and archived contacts never get it.</source>
        <translation>جهات الاتصال المحظورة والمتوقفة والمؤرشفة لا تتلقاها أبدًا.</translation>
    </message>
    <message>
        <source>Blocked, stopped and archived contacts are never started.</source>
        <translation>لا يبدأ المسار أبدًا لجهات الاتصال المحظورة والمتوقفة والمؤرشفة.</translation>
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
</context>
<context>
    <name>Scheduled</name>
    <message>
        <source>Message</source>
        <translation>الرسالة</translation>
    </message>
    <message>
        <source>Next time</source>
        <translation>المرة القادمة</translation>
    </message>
    <message>
        <source>Repeated</source>
        <translation>التكرار</translation>
    </message>
    <message>
        <source>Sent last</source>
        <translation>أُرسلت آخر مرة</translation>
    </message>
    <message>
        <source>To {recipients}</source>
        <translation>إلى {recipients}</translation>
    </message>
</context>
<context>
    <name>ScheduledList</name>
    <message>
        <source>Next time</source>
        <translation>المرة القادمة</translation>
    </message>
    <message>
        <source>Repeated</source>
        <translation>التكرار</translation>
    </message>
    <message>
        <source>Was due</source>
        <translation>كان موعدها</translation>
    </message>
    <message>
        <source>Sent last</source>
        <translation>أُرسلت آخر مرة</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>اللغات</translation>
    </message>
    <message>
        <source>By</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>كُتبت</translation>
    </message>
    <message>
        <source>About this scheduled broadcast</source>
        <translation>عن رسالة البث المجدولة هذه</translation>
    </message>
    <message>
        <source>Who gets it</source>
        <translation>من يتلقاها</translation>
    </message>
    <message>
        <source>Take it off the schedule</source>
        <translation>أزلها من الجدول</translation>
    </message>
    <message>
        <source>Scheduled broadcasts</source>
        <translation>رسائل البث المجدولة</translation>
    </message>
    <message>
        <source>Change it…</source>
        <translation>غيّرها…</translation>
    </message>
    <message>
        <source>It is not sent any more. What it sent already stays as it is. This cannot be undone.</source>
        <translation>لن تُرسل بعد الآن. ما أرسلته يبقى كما هو. لا يمكن التراجع عن هذا.</translation>
    </message>
    <message>
        <source>Take this off the schedule?</source>
        <translation>إزالة هذه من الجدول؟</translation>
    </message>
    <message>
        <source>Take it off</source>
        <translation>أزلها</translation>
    </message>
</context>
<context>
    <name>SendTest</name>
    <message>
        <source>Test SMS by {name}</source>
        <translation>رسالة تجربة عبر {name}</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>أرسل</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>A short message goes out at once, before all that waits. Send it to a phone that you have in your hand.</source>
        <translation>تخرج رسالة قصيرة فورًا قبل كل ما ينتظر. أرسلها إلى هاتف في يدك.</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>الرقم</translation>
    </message>
    <message>
        <source>With + and country code, or as people dial it.</source>
        <translation>مع + ورمز البلد، أو كما يُطلب عادة.</translation>
    </message>
    <message>
        <source>{number}  ·  {time}</source>
        <translation>{number}  ·  {time}</translation>
    </message>
</context>
<context>
    <name>SendingDetails</name>
    <message>
        <source>Progress</source>
        <translation>التقدم</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>المستبعدون</translation>
    </message>
</context>
<context>
    <name>SendingDialog</name>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>What you wrote and chose here is not kept.</source>
        <translation>ما كتبته واخترته هنا لا يُحفظ.</translation>
    </message>
    <message>
        <source>Throw it away</source>
        <translation>تخلَّص منها</translation>
    </message>
    <message>
        <source>Throw away what you typed?</source>
        <translation>التخلص مما كتبته؟</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>تابع الكتابة</translation>
    </message>
    <message>
        <source>What it comes to</source>
        <translation>ما يترتب عليها</translation>
    </message>
    <message>
        <source>Nobody is chosen yet.</source>
        <translation>لم يُختر أحد بعد.</translation>
    </message>
    <message>
        <source>The engine did not answer in time. Press the button again: it does not go out twice.</source>
        <translation>لم يجب المحرك في الوقت المناسب. اضغط الزر مرة أخرى: لن يخرج شيء مرتين.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>تابع</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>يجري العدّ…</translation>
    </message>
    <message>
        <source>Working it out…</source>
        <translation>يجري الحساب…</translation>
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
    <name>Shares</name>
    <message>
        <source>Shares of {name}</source>
        <translation>حصص {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>احفظ</translation>
    </message>
    <message>
        <source>While several workspaces have messages waiting here, they take turns: one with the weight 2 sends twice as many as one with 1. A limit a day keeps back what is over it until the next day; answers count too. A long message has several SMS parts.</source>
        <translation>ما دامت لعدة مساحات عمل رسائل تنتظر هنا فإنها تتناوب: ذات الوزن 2 ترسل ضعف ما ترسله ذات الوزن 1. الحد اليومي يؤجل ما زاد عليه إلى اليوم التالي، والردود تُحسب أيضًا. للرسالة الطويلة عدة أجزاء SMS.</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>مساحة العمل</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>الوزن</translation>
    </message>
    <message>
        <source>SMS parts a day</source>
        <translation>أجزاء SMS في اليوم</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>اليوم</translation>
    </message>
    <message>
        <source>Workspaces</source>
        <translation>مساحات العمل</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>بلا حد</translation>
    </message>
    <message>
        <source>{waiting} waiting</source>
        <translation>{waiting} في الانتظار</translation>
    </message>
    <message>
        <source>{sent} sent, {waiting}</source>
        <translation>{sent} مُرسلة، {waiting}</translation>
    </message>
    <message>
        <source>Weight of {name}</source>
        <translation>وزن {name}</translation>
    </message>
    <message>
        <source>SMS parts a day of {name}</source>
        <translation>أجزاء SMS في اليوم لمساحة {name}</translation>
    </message>
    <message>
        <source>A limit is a number from 1 to {most}. Leave it empty for no limit.</source>
        <translation>الحد رقم من 1 إلى {most}. اتركه فارغًا إن لم ترد حدًّا.</translation>
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
    <name>StartFlow</name>
    <message>
        <source>Start “{flow}”</source>
        <translation>بدء «{flow}»</translation>
    </message>
    <message>
        <source>What the flow says before its first question.</source>
        <translation>ما يقوله المسار قبل سؤاله الأول.</translation>
    </message>
    <message>
        <source>Who is in another flow leaves it.</source>
        <translation>من هو في مسار آخر يخرج منه.</translation>
    </message>
</context>
<context>
    <name>StartList</name>
    <message>
        <source>Not started yet</source>
        <translation>لم يبدأ بعد</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>بدأ</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>تُخطّي</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>Messages waiting</source>
        <translation>رسائل تنتظر</translation>
    </message>
    <message>
        <source>Messages on a phone or modem</source>
        <translation>رسائل في هاتف أو مودم</translation>
    </message>
    <message>
        <source>Messages sent</source>
        <translation>رسائل أُرسلت</translation>
    </message>
    <message>
        <source>Messages delivered</source>
        <translation>رسائل وصلت</translation>
    </message>
    <message>
        <source>Messages not sent</source>
        <translation>رسائل لم تُرسل</translation>
    </message>
    <message>
        <source>Messages taken back</source>
        <translation>رسائل سُحبت</translation>
    </message>
    <message>
        <source>By</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>طُلب</translation>
    </message>
    <message>
        <source>About this start</source>
        <translation>عن هذا البدء</translation>
    </message>
    <message>
        <source>Who is started</source>
        <translation>لمن يبدأ</translation>
    </message>
    <message>
        <source>Stop this start</source>
        <translation>أوقف هذا البدء</translation>
    </message>
    <message>
        <source>Flow starts</source>
        <translation>بدايات المسارات</translation>
    </message>
    <message>
        <source>Nobody else is started. Who is in the flow already stays in it, and what it said to them is still sent. This cannot be undone.</source>
        <translation>لن يبدأ لأحد بعد الآن. من هو في المسار يبقى فيه، وما قاله لهم يُرسل. لا يمكن التراجع عن هذا.</translation>
    </message>
    <message>
        <source>Stop this start?</source>
        <translation>إيقاف هذا البدء؟</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>أوقفه</translation>
    </message>
</context>
<context>
    <name>TeachBalance</name>
    <message>
        <source>How this operator tells the balance</source>
        <translation>كيف يذكر هذا المشغّل الرصيد</translation>
    </message>
    <message>
        <source>This is the balance</source>
        <translation>هذا هو الرصيد</translation>
    </message>
    <message>
        <source>Select the amount in the answer, with the mouse or with Shift and the arrow keys. From then on Outpost reads it by itself, also on other SIM cards of this operator.</source>
        <translation>حدد المبلغ في الجواب بالفأرة أو بمفتاح Shift والأسهم. بعدها يقرؤه Outpost وحده، وكذلك على الشرائح الأخرى لهذا المشغّل.</translation>
    </message>
    <message>
        <source>Answer to {code}</source>
        <translation>الجواب على {code}</translation>
    </message>
    <message>
        <source>Balance: {amount}</source>
        <translation>الرصيد: {amount}</translation>
    </message>
    <message>
        <source>Nothing is selected yet.</source>
        <translation>لم يُحدَّد شيء بعد.</translation>
    </message>
    <message>
        <source>Learnt. “Check the balance” asks for it from now on.</source>
        <translation>عُرف. «تحقق من الرصيد» يسأل عنه من الآن.</translation>
    </message>
</context>
<context>
    <name>TextCostLine</name>
    <message numerus="yes">
        <source>%n SMS</source>
        <translation>
            <numerusform>لا رسائل SMS</numerusform>
            <numerusform>رسالة SMS واحدة</numerusform>
            <numerusform>رسالتا SMS</numerusform>
            <numerusform>%n رسائل SMS</numerusform>
            <numerusform>%n رسالة SMS</numerusform>
            <numerusform>%n رسالة SMS</numerusform>
        </translation>
    </message>
    <message>
        <source>{left} characters left</source>
        <translation>بقي {left} حرفًا</translation>
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
    <name>ToldCard</name>
    <message>
        <source>News</source>
        <translation>أخبار</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>حسنًا</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action}: {name}</translation>
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
        <source>No message starts it this way</source>
        <translation>لا تبدؤه أي رسالة بهذه الطريقة</translation>
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
    <name>Uncertain</name>
    <message>
        <source>To</source>
        <translation>إلى</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>الرسالة</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>الهاتف</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>كُتبت</translation>
    </message>
</context>
<context>
    <name>UncertainCard</name>
    <message>
        <source>Perhaps sent</source>
        <translation>ربما أُرسلت</translation>
    </message>
    <message>
        <source>Look at them</source>
        <translation>اعرضها</translation>
    </message>
    <message>
        <source>Outpost sends nothing twice unasked.</source>
        <translation>لا يرسل Outpost شيئًا مرتين دون طلب.</translation>
    </message>
</context>
<context>
    <name>UncertainMessages</name>
    <message>
        <source>Perhaps sent</source>
        <translation>ربما أُرسلت</translation>
    </message>
    <message>
        <source>Messages that were perhaps sent</source>
        <translation>رسائل ربما أُرسلت</translation>
    </message>
    <message>
        <source>They were sent</source>
        <translation>لقد أُرسلت</translation>
    </message>
    <message>
        <source>A phone or modem took these messages and never told what became of them. Ask the people, or look at the phone&apos;s own list of sent messages. Who got the message gets it twice if you send it again. Choose with the mouse, or with Shift, Ctrl and the arrow keys.</source>
        <translation>تسلّم هاتف أو مودم هذه الرسائل ولم يخبر قط بما حدث لها. اسأل الناس، أو انظر في قائمة الرسائل المُرسلة على الهاتف نفسه. من وصلته الرسالة تصله مرتين إن أرسلتها مجددًا. اختر بالفأرة أو بمفاتيح Shift وCtrl والأسهم.</translation>
    </message>
    <message>
        <source>A phone or modem took these messages and never told what became of them. An administrator or editor of this workspace decides whether they are sent again.</source>
        <translation>أخذ هاتف أو مودم هذه الرسائل ولم يخبر قط بما حدث لها. يقرر مدير مساحة العمل هذه أو محررها هل تُرسل من جديد.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>أرسل مرة أخرى</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Who got the message already gets it once more.</source>
        <translation>من وصلته الرسالة من قبل تصله مرة أخرى.</translation>
    </message>
    <message>
        <source>They count as sent from now on, and nobody is asked again. This cannot be taken back.</source>
        <translation>تُعدّ مُرسلة من الآن، ولا يُسأل عنها أحد بعد ذلك. لا يمكن التراجع عن هذا.</translation>
    </message>
    <message>
        <source>What is left can&apos;t be sent now: no phone reaches these contacts, or they are blocked or stopped.</source>
        <translation>ما بقي لا يمكن إرساله الآن: لا يصل أي هاتف إلى جهات الاتصال هذه، أو أنها محظورة أو متوقفة.</translation>
    </message>
</context>
<context>
    <name>UseModem</name>
    <message>
        <source>Use {name}</source>
        <translation>استخدام {name}</translation>
    </message>
    <message>
        <source>Use this modem</source>
        <translation>استخدم هذا المودم</translation>
    </message>
    <message>
        <source>Its SIM card then sends and receives SMS for the office. A SIM card that was used before, in whatever modem, goes on where it stopped.</source>
        <translation>عندها ترسل شريحته الرسائل وتستقبلها للمكتب. الشريحة التي استُخدمت من قبل، في أي مودم، تتابع من حيث توقفت.</translation>
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
        <source>For example: Airtel stick, or Reception 2.</source>
        <translation>مثلًا: مودم Airtel أو الاستقبال 2.</translation>
    </message>
</context>
<context>
    <name>UssdDialog</name>
    <message>
        <source>USSD codes by {name}</source>
        <translation>رموز USSD عبر {name}</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>اطلب</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>End the dialogue</source>
        <translation>أنهِ الحوار</translation>
    </message>
    <message>
        <source>This is the balance</source>
        <translation>هذا هو الرصيد</translation>
    </message>
    <message>
        <source>Dialogue with the network</source>
        <translation>حوار مع الشبكة</translation>
    </message>
    <message>
        <source>Your reply</source>
        <translation>ردك</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>الرمز</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>رد</translation>
    </message>
</context>
<context>
    <name>UssdLines</name>
    <message>
        <source>You</source>
        <translation>أنت</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
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
    <name>WhenBox</name>
    <message>
        <source>Send</source>
        <translation>الإرسال</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>أرسل الآن</translation>
    </message>
    <message>
        <source>Send at a time</source>
        <translation>أرسل في موعد</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>اليوم</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>الوقت</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>التكرار</translation>
    </message>
</context>
<context>
    <name>WhyMessage</name>
    <message>
        <source>What became of this message</source>
        <translation>ما حدث لهذه الرسالة</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>لحظة…</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message>
        <source>Nothing to see here with your role</source>
        <translation>لا شيء هنا لدورك</translation>
    </message>
    <message>
        <source>To work in this window, ask an administrator for another role. Surveys are handed in from a phone.</source>
        <translation>للعمل في هذه النافذة اطلب من مسؤول دورًا آخر. تُسلَّم الاستطلاعات من هاتف.</translation>
    </message>
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
    <name>WorkspaceChoice</name>
    <message>
        <source>Default workspace</source>
        <translation>مساحة العمل الافتراضية</translation>
    </message>
    <message>
        <source>Workspaces that may use it</source>
        <translation>مساحات العمل التي تستخدمه</translation>
    </message>
    <message>
        <source>It gets the messages that no keyword and no conversation of the others claims.</source>
        <translation>تصلها الرسائل التي لا تطلبها كلمة مفتاحية ولا محادثة في غيرها.</translation>
    </message>
</context>
<context>
    <name>WorkspaceSettings</name>
    <message>
        <source>Settings of {name}</source>
        <translation>إعدادات {name}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>احفظ</translation>
    </message>
    <message>
        <source>&amp;Quiet hours: send only answers</source>
        <translation>ساعات الهدوء: لا تُرسل إلا الردود</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>الهدوء من</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>الهدوء حتى</translation>
    </message>
    <message>
        <source>Late reminders</source>
        <translation>التذكيرات المتأخرة</translation>
    </message>
    <message>
        <source>Late after</source>
        <translation>تُعدّ متأخرة بعد</translation>
    </message>
    <message>
        <source>Ask somebody on Home</source>
        <translation>اسأل أحدًا في الصفحة الرئيسية</translation>
    </message>
    <message>
        <source>Send them late</source>
        <translation>أرسلها متأخرة</translation>
    </message>
    <message>
        <source>Skip them</source>
        <translation>تخطَّها</translation>
    </message>
    <message>
        <source>Only an administrator of this workspace can change this.</source>
        <translation>لا يغيّر هذا إلا مدير مساحة العمل هذه.</translation>
    </message>
    <message>
        <source>Reminders, broadcasts and flow starts of this workspace wait until the quiet hours end. Answers to people who write go out at any time.</source>
        <translation>تنتظر تذكيرات مساحة العمل هذه وبثّها وبدايات مساراتها حتى تنتهي ساعات الهدوء. أما الردود على من يكتبون فتخرج في أي وقت.</translation>
    </message>
    <message>
        <source>&amp;Late reminders</source>
        <translation>التذكيرات المتأخرة</translation>
    </message>
    <message>
        <source>What becomes of campaign events and schedules that came up late, because the office was off or its clock wrong.</source>
        <translation>ما يحدث لأحداث الحملات والمواعيد التي تأخرت، لأن المكتب كان متوقفًا أو ساعته خاطئة.</translation>
    </message>
    <message>
        <source>Late &amp;after</source>
        <translation>تُعدّ متأخرة بعد</translation>
    </message>
    <message>
        <source>What is later than this is late. What is less late is always sent.</source>
        <translation>ما زاد تأخره على هذا فهو متأخر. وما قلّ عنه يُرسل دائمًا.</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>من</translation>
    </message>
    <message>
        <source>&amp;Until</source>
        <translation>حتى</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
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
    <message numerus="yes">
        <source>Send %n late reminder(s) now?</source>
        <translation>
            <numerusform>لا تذكيرات متأخرة لإرسالها</numerusform>
            <numerusform>أترسل الآن تذكيرًا متأخرًا واحدًا؟</numerusform>
            <numerusform>أترسل الآن تذكيرين متأخرين؟</numerusform>
            <numerusform>أترسل الآن %n تذكيرات متأخرة؟</numerusform>
            <numerusform>أترسل الآن %n تذكيرًا متأخرًا؟</numerusform>
            <numerusform>أترسل الآن %n تذكير متأخر؟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Skip %n late reminder(s)?</source>
        <translation>
            <numerusform>لا تذكيرات متأخرة لتخطيها</numerusform>
            <numerusform>أتتخطى تذكيرًا متأخرًا واحدًا؟</numerusform>
            <numerusform>أتتخطى تذكيرين متأخرين؟</numerusform>
            <numerusform>أتتخطى %n تذكيرات متأخرة؟</numerusform>
            <numerusform>أتتخطى %n تذكيرًا متأخرًا؟</numerusform>
            <numerusform>أتتخطى %n تذكير متأخر؟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) of campaigns go out, one to each contact.</source>
        <translation>
            <numerusform>لا يخرج أي تذكير من الحملات.</numerusform>
            <numerusform>يخرج تذكير واحد من حملة.</numerusform>
            <numerusform>يخرج تذكيران من الحملات، لكل جهة اتصال واحد.</numerusform>
            <numerusform>تخرج %n تذكيرات من الحملات، لكل جهة اتصال واحد.</numerusform>
            <numerusform>يخرج %n تذكيرًا من الحملات، لكل جهة اتصال واحد.</numerusform>
            <numerusform>يخرج %n تذكير من الحملات، لكل جهة اتصال واحد.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n schedule(s) start now, each for everybody whom it is for.</source>
        <translation>
            <numerusform>لا يبدأ أي موعد.</numerusform>
            <numerusform>يبدأ الآن موعد واحد، لكل من هو مخصص لهم.</numerusform>
            <numerusform>يبدأ الآن موعدان، كلٌّ لمن هو مخصص لهم.</numerusform>
            <numerusform>تبدأ الآن %n مواعيد، كلٌّ لمن هو مخصص لهم.</numerusform>
            <numerusform>يبدأ الآن %n موعدًا، كلٌّ لمن هو مخصص لهم.</numerusform>
            <numerusform>يبدأ الآن %n موعد، كلٌّ لمن هو مخصص لهم.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) will never be sent. What is due later comes as planned.</source>
        <translation>
            <numerusform>لا تذكيرات تُترك. ما موعده لاحقًا يأتي كما خُطط له.</numerusform>
            <numerusform>لن يُرسل تذكير واحد أبدًا. ما موعده لاحقًا يأتي كما خُطط له.</numerusform>
            <numerusform>لن يُرسل تذكيران أبدًا. ما موعده لاحقًا يأتي كما خُطط له.</numerusform>
            <numerusform>لن تُرسل %n تذكيرات أبدًا. ما موعده لاحقًا يأتي كما خُطط له.</numerusform>
            <numerusform>لن يُرسل %n تذكيرًا أبدًا. ما موعده لاحقًا يأتي كما خُطط له.</numerusform>
            <numerusform>لن يُرسل %n تذكير أبدًا. ما موعده لاحقًا يأتي كما خُطط له.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) were perhaps sent, perhaps not: nobody was told.</source>
        <translation>
            <numerusform>لا رسائل مشكوك في إرسالها.</numerusform>
            <numerusform>رسالة واحدة ربما أُرسلت وربما لا: لم يُخبَر أحد.</numerusform>
            <numerusform>رسالتان ربما أُرسلتا وربما لا: لم يُخبَر أحد.</numerusform>
            <numerusform>%n رسائل ربما أُرسلت وربما لا: لم يُخبَر أحد.</numerusform>
            <numerusform>%n رسالة ربما أُرسلت وربما لا: لم يُخبَر أحد.</numerusform>
            <numerusform>%n رسالة ربما أُرسلت وربما لا: لم يُخبَر أحد.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send %n message(s) again?</source>
        <translation>
            <numerusform>لا رسائل لإرسالها مجددًا</numerusform>
            <numerusform>أترسل رسالة واحدة مرة أخرى؟</numerusform>
            <numerusform>أترسل رسالتين مرة أخرى؟</numerusform>
            <numerusform>أترسل %n رسائل مرة أخرى؟</numerusform>
            <numerusform>أترسل %n رسالة مرة أخرى؟</numerusform>
            <numerusform>أترسل %n رسالة مرة أخرى؟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mark %n message(s) as sent?</source>
        <translation>
            <numerusform>لا رسائل لتعليمها كمُرسلة</numerusform>
            <numerusform>أتعلّم رسالة واحدة كمُرسلة؟</numerusform>
            <numerusform>أتعلّم رسالتين كمُرسلتين؟</numerusform>
            <numerusform>أتعلّم %n رسائل كمُرسلة؟</numerusform>
            <numerusform>أتعلّم %n رسالة كمُرسلة؟</numerusform>
            <numerusform>أتعلّم %n رسالة كمُرسلة؟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are tried again.</source>
        <translation>
            <numerusform>لا شيء تُعاد محاولته.</numerusform>
            <numerusform>تُعاد محاولة واحد.</numerusform>
            <numerusform>تُعاد محاولة اثنين.</numerusform>
            <numerusform>تُعاد محاولة %n.</numerusform>
            <numerusform>تُعاد محاولة %n.</numerusform>
            <numerusform>تُعاد محاولة %n.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of 4 bars</source>
        <translation>
            <numerusform>لا أعمدة من 4</numerusform>
            <numerusform>عمود واحد من 4</numerusform>
            <numerusform>عمودان من 4</numerusform>
            <numerusform>%n أعمدة من 4</numerusform>
            <numerusform>%n عمودًا من 4</numerusform>
            <numerusform>%n عمود من 4</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had been dealt with by somebody else already, or are gone.</source>
        <translation>
            <numerusform>لم يسبقك أحد إلى أي منها.</numerusform>
            <numerusform>سبقك شخص آخر إلى واحد، أو لم يعد موجودًا.</numerusform>
            <numerusform>سبقك شخص آخر إلى اثنين، أو لم يعودا موجودين.</numerusform>
            <numerusform>سبقك شخص آخر إلى %n، أو لم تعد موجودة.</numerusform>
            <numerusform>سبقك شخص آخر إلى %n، أو لم تعد موجودة.</numerusform>
            <numerusform>سبقك شخص آخر إلى %n، أو لم تعد موجودة.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For %n there is another date meanwhile: nothing of them is sent.</source>
        <translation>
            <numerusform>لا موعد آخر لشيء.</numerusform>
            <numerusform>لواحد موعد آخر الآن: لا يُرسل منه شيء.</numerusform>
            <numerusform>لاثنين موعد آخر الآن: لا يُرسل منهما شيء.</numerusform>
            <numerusform>لـ%n موعد آخر الآن: لا يُرسل منها شيء.</numerusform>
            <numerusform>لـ%n موعد آخر الآن: لا يُرسل منها شيء.</numerusform>
            <numerusform>لـ%n موعد آخر الآن: لا يُرسل منها شيء.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can&apos;t be tried again.</source>
        <translation>
            <numerusform>لا شيء تتعذر إعادة محاولته.</numerusform>
            <numerusform>واحد لا تمكن إعادة محاولته.</numerusform>
            <numerusform>اثنان لا تمكن إعادة محاولتهما.</numerusform>
            <numerusform>%n لا تمكن إعادة محاولتها.</numerusform>
            <numerusform>%n لا تمكن إعادة محاولتها.</numerusform>
            <numerusform>%n لا تمكن إعادة محاولتها.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are dismissed.</source>
        <translation>
            <numerusform>لم يُصرف النظر عن شيء.</numerusform>
            <numerusform>صُرف النظر عن واحد.</numerusform>
            <numerusform>صُرف النظر عن اثنين.</numerusform>
            <numerusform>صُرف النظر عن %n.</numerusform>
            <numerusform>صُرف النظر عن %n.</numerusform>
            <numerusform>صُرف النظر عن %n.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n can&apos;t be dismissed, only tried again.</source>
        <translation>
            <numerusform>لا شيء يتعذر صرف النظر عنه.</numerusform>
            <numerusform>واحد لا يمكن صرف النظر عنه، بل تُعاد محاولته فقط.</numerusform>
            <numerusform>اثنان لا يمكن صرف النظر عنهما، بل تُعاد محاولتهما فقط.</numerusform>
            <numerusform>%n لا يمكن صرف النظر عنها، بل تُعاد محاولتها فقط.</numerusform>
            <numerusform>%n لا يمكن صرف النظر عنها، بل تُعاد محاولتها فقط.</numerusform>
            <numerusform>%n لا يمكن صرف النظر عنها، بل تُعاد محاولتها فقط.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Dismiss %n piece(s) of work?</source>
        <translation>
            <numerusform>ألا تريد صرف النظر عن شيء؟</numerusform>
            <numerusform>أتصرف النظر عن عمل واحد؟</numerusform>
            <numerusform>أتصرف النظر عن عملين؟</numerusform>
            <numerusform>أتصرف النظر عن %n أعمال؟</numerusform>
            <numerusform>أتصرف النظر عن %n عملًا؟</numerusform>
            <numerusform>أتصرف النظر عن %n عمل؟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln contact(s)</source>
        <translation>
            <numerusform>لا جهات اتصال</numerusform>
            <numerusform>جهة اتصال واحدة</numerusform>
            <numerusform>جهتا اتصال</numerusform>
            <numerusform>%Ln جهات اتصال</numerusform>
            <numerusform>%Ln جهة اتصال</numerusform>
            <numerusform>%Ln جهة اتصال</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln phone number(s)</source>
        <translation>
            <numerusform>لا أرقام هواتف</numerusform>
            <numerusform>رقم هاتف واحد</numerusform>
            <numerusform>رقما هاتف</numerusform>
            <numerusform>%Ln أرقام هواتف</numerusform>
            <numerusform>%Ln رقم هاتف</numerusform>
            <numerusform>%Ln رقم هاتف</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>لا رسائل</numerusform>
            <numerusform>رسالة واحدة</numerusform>
            <numerusform>رسالتان</numerusform>
            <numerusform>%Ln رسائل</numerusform>
            <numerusform>%Ln رسالة</numerusform>
            <numerusform>%Ln رسالة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln SMS</source>
        <translation>
            <numerusform>لا رسائل SMS</numerusform>
            <numerusform>رسالة SMS واحدة</numerusform>
            <numerusform>رسالتا SMS</numerusform>
            <numerusform>%Ln رسائل SMS</numerusform>
            <numerusform>%Ln رسالة SMS</numerusform>
            <numerusform>%Ln رسالة SMS</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not heard of for %Ln day(s)</source>
        <translation>
            <numerusform>لا أخبار عنه</numerusform>
            <numerusform>لا أخبار عنه منذ يوم</numerusform>
            <numerusform>لا أخبار عنه منذ يومين</numerusform>
            <numerusform>لا أخبار عنه منذ %Ln أيام</numerusform>
            <numerusform>لا أخبار عنه منذ %Ln يومًا</numerusform>
            <numerusform>لا أخبار عنه منذ %Ln يوم</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reaches %Ln contact(s).</source>
        <translation>
            <numerusform>لا تصل إلى أي جهة اتصال.</numerusform>
            <numerusform>تصل إلى جهة اتصال واحدة.</numerusform>
            <numerusform>تصل إلى جهتي اتصال.</numerusform>
            <numerusform>تصل إلى %Ln جهات اتصال.</numerusform>
            <numerusform>تصل إلى %Ln جهة اتصال.</numerusform>
            <numerusform>تصل إلى %Ln جهة اتصال.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reaches %Ln contact(s) or more.</source>
        <translation>
            <numerusform>قد تصل إلى جهات اتصال.</numerusform>
            <numerusform>تصل إلى جهة اتصال واحدة على الأقل.</numerusform>
            <numerusform>تصل إلى جهتي اتصال على الأقل.</numerusform>
            <numerusform>تصل إلى %Ln جهات اتصال على الأقل.</numerusform>
            <numerusform>تصل إلى %Ln جهة اتصال على الأقل.</numerusform>
            <numerusform>تصل إلى %Ln جهة اتصال على الأقل.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send to %Ln contact(s)</source>
        <translation>
            <numerusform>أرسل</numerusform>
            <numerusform>أرسل إلى جهة اتصال واحدة</numerusform>
            <numerusform>أرسل إلى جهتي اتصال</numerusform>
            <numerusform>أرسل إلى %Ln جهات اتصال</numerusform>
            <numerusform>أرسل إلى %Ln جهة اتصال</numerusform>
            <numerusform>أرسل إلى %Ln جهة اتصال</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln contact(s) can&apos;t be reached: they have no number, or no phone or modem serves them.</source>
        <translation>
            <numerusform>يمكن الوصول إلى الجميع.</numerusform>
            <numerusform>لا يمكن الوصول إلى جهة اتصال واحدة: لا رقم لها، أو لا يخدمها هاتف ولا مودم.</numerusform>
            <numerusform>لا يمكن الوصول إلى جهتي اتصال: لا رقم لهما، أو لا يخدمهما هاتف ولا مودم.</numerusform>
            <numerusform>لا يمكن الوصول إلى %Ln جهات اتصال: لا رقم لها، أو لا يخدمها هاتف ولا مودم.</numerusform>
            <numerusform>لا يمكن الوصول إلى %Ln جهة اتصال: لا رقم لها، أو لا يخدمها هاتف ولا مودم.</numerusform>
            <numerusform>لا يمكن الوصول إلى %Ln جهة اتصال: لا رقم لها، أو لا يخدمها هاتف ولا مودم.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min</source>
        <translation>
            <numerusform>أقل من دقيقة</numerusform>
            <numerusform>دقيقة</numerusform>
            <numerusform>دقيقتان</numerusform>
            <numerusform>%Ln دقائق</numerusform>
            <numerusform>%Ln دقيقة</numerusform>
            <numerusform>%Ln دقيقة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h</source>
        <translation>
            <numerusform>أقل من ساعة</numerusform>
            <numerusform>ساعة</numerusform>
            <numerusform>ساعتان</numerusform>
            <numerusform>%Ln ساعات</numerusform>
            <numerusform>%Ln ساعة</numerusform>
            <numerusform>%Ln ساعة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not sent</source>
        <translation>
            <numerusform>الكل أُرسل</numerusform>
            <numerusform>واحدة لم تُرسل</numerusform>
            <numerusform>اثنتان لم تُرسلا</numerusform>
            <numerusform>%Ln لم تُرسل</numerusform>
            <numerusform>%Ln لم تُرسل</numerusform>
            <numerusform>%Ln لم تُرسل</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>لم يُتخطَّ أحد</numerusform>
            <numerusform>تُخطّي واحد</numerusform>
            <numerusform>تُخطّي اثنان</numerusform>
            <numerusform>تُخطّي %Ln</numerusform>
            <numerusform>تُخطّي %Ln</numerusform>
            <numerusform>تُخطّي %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>لم يفشل أحد</numerusform>
            <numerusform>فشل واحد</numerusform>
            <numerusform>فشل اثنان</numerusform>
            <numerusform>فشل %Ln</numerusform>
            <numerusform>فشل %Ln</numerusform>
            <numerusform>فشل %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start for %Ln contact(s)</source>
        <translation>
            <numerusform>ابدأ</numerusform>
            <numerusform>ابدأ لجهة اتصال واحدة</numerusform>
            <numerusform>ابدأ لجهتي اتصال</numerusform>
            <numerusform>ابدأ لـ %Ln جهات اتصال</numerusform>
            <numerusform>ابدأ لـ %Ln جهة اتصال</numerusform>
            <numerusform>ابدأ لـ %Ln جهة اتصال</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Numbers</name>
    <message numerus="yes">
        <source>While the office was off ({start} to {end}), %n reminder(s) fell due.</source>
        <translation>
            <numerusform>أثناء توقّف المكتب ({start} إلى {end}) لم يحن موعد أي تذكير.</numerusform>
            <numerusform>أثناء توقّف المكتب ({start} إلى {end}) حان موعد تذكير واحد.</numerusform>
            <numerusform>أثناء توقّف المكتب ({start} إلى {end}) حان موعد تذكيرين.</numerusform>
            <numerusform>أثناء توقّف المكتب ({start} إلى {end}) حان موعد %n تذكيرات.</numerusform>
            <numerusform>أثناء توقّف المكتب ({start} إلى {end}) حان موعد %n تذكيرًا.</numerusform>
            <numerusform>أثناء توقّف المكتب ({start} إلى {end}) حان موعد %n تذكير.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While the clock was in doubt, %n reminder(s) fell due.</source>
        <translation>
            <numerusform>أثناء الشك في الساعة لم يحن موعد أي تذكير.</numerusform>
            <numerusform>أثناء الشك في الساعة حان موعد تذكير واحد.</numerusform>
            <numerusform>أثناء الشك في الساعة حان موعد تذكيرين.</numerusform>
            <numerusform>أثناء الشك في الساعة حان موعد %n تذكيرات.</numerusform>
            <numerusform>أثناء الشك في الساعة حان موعد %n تذكيرًا.</numerusform>
            <numerusform>أثناء الشك في الساعة حان موعد %n تذكير.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reminder(s) came up late.</source>
        <translation>
            <numerusform>لم يتأخر أي تذكير.</numerusform>
            <numerusform>تأخر تذكير واحد.</numerusform>
            <numerusform>تأخر تذكيران.</numerusform>
            <numerusform>تأخرت %n تذكيرات.</numerusform>
            <numerusform>تأخر %n تذكيرًا.</numerusform>
            <numerusform>تأخر %n تذكير.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>لا أيام</numerusform>
            <numerusform>يوم واحد</numerusform>
            <numerusform>يومان</numerusform>
            <numerusform>%n أيام</numerusform>
            <numerusform>%n يومًا</numerusform>
            <numerusform>%n يوم</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>لا ساعات</numerusform>
            <numerusform>ساعة واحدة</numerusform>
            <numerusform>ساعتان</numerusform>
            <numerusform>%n ساعات</numerusform>
            <numerusform>%n ساعة</numerusform>
            <numerusform>%n ساعة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>لا دقائق</numerusform>
            <numerusform>دقيقة واحدة</numerusform>
            <numerusform>دقيقتان</numerusform>
            <numerusform>%n دقائق</numerusform>
            <numerusform>%n دقيقة</numerusform>
            <numerusform>%n دقيقة</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>decisions</name>
    <message>
        <source>Campaign</source>
        <translation>حملة</translation>
    </message>
    <message>
        <source>Flow by a schedule</source>
        <translation>مسار مجدول</translation>
    </message>
    <message>
        <source>Scheduled message</source>
        <translation>رسالة مجدولة</translation>
    </message>
    <message>
        <source>{kind}, starts {flow}</source>
        <translation>{kind}، تبدأ {flow}</translation>
    </message>
    <message>
        <source>{kind}. Due since {time}.</source>
        <translation>{kind}. حان موعدها منذ {time}.</translation>
    </message>
    <message>
        <source>Phones send them one after the other. This cannot be taken back.</source>
        <translation>ترسلها الهواتف واحدة بعد أخرى. لا يمكن التراجع عن هذا.</translation>
    </message>
    <message>
        <source>Campaigns and schedules wait. Messages and answers go on.</source>
        <translation>تنتظر الحملات والمواعيد. أما الرسائل والردود فتستمر.</translation>
    </message>
    <message>
        <source>What fell due while the office was off is being counted. That takes a moment.</source>
        <translation>يجري إحصاء ما حان موعده أثناء توقّف المكتب. يستغرق ذلك لحظة.</translation>
    </message>
    <message>
        <source>Timers of conversations from before wait, too: whoever does not answer is not reminded yet.</source>
        <translation>تنتظر مؤقتات المحادثات السابقة أيضًا: من لا يجيب لا يُذكَّر بعد.</translation>
    </message>
    <message>
        <source>It says {time}.</source>
        <translation>وهي تشير إلى {time}.</translation>
    </message>
    <message>
        <source>The last time that nobody doubts is {time}.</source>
        <translation>آخر وقت لا شك فيه هو {time}.</translation>
    </message>
    <message>
        <source>{count} messages or more were perhaps sent, perhaps not.</source>
        <translation>{count} رسالة أو أكثر ربما أُرسلت وربما لم تُرسل.</translation>
    </message>
    <message>
        <source>Messages that came in</source>
        <translation>الرسائل الواردة</translation>
    </message>
    <message>
        <source>Calls and other events</source>
        <translation>المكالمات وأحداث أخرى</translation>
    </message>
    <message>
        <source>Flow starts of single contacts</source>
        <translation>بدايات مسارات لجهات اتصال مفردة</translation>
    </message>
    <message>
        <source>Timers of conversations</source>
        <translation>مؤقتات المحادثات</translation>
    </message>
    <message>
        <source>Campaign events</source>
        <translation>أحداث الحملات</translation>
    </message>
    <message>
        <source>Flow starts of groups</source>
        <translation>بدايات مسارات للمجموعات</translation>
    </message>
    <message>
        <source>Broadcasts</source>
        <translation>رسائل البث</translation>
    </message>
    <message>
        <source>Other work</source>
        <translation>أعمال أخرى</translation>
    </message>
    <message>
        <source>{count} or more</source>
        <translation>{count} أو أكثر</translation>
    </message>
    <message>
        <source>{kind}: {count}</source>
        <translation>{kind}: {count}</translation>
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
    <name>letters</name>
    <message>
        <source>Message that came in</source>
        <translation>رسالة واردة</translation>
    </message>
    <message>
        <source>Call or other event</source>
        <translation>مكالمة أو حدث آخر</translation>
    </message>
    <message>
        <source>Flow start</source>
        <translation>بدء مسار</translation>
    </message>
    <message>
        <source>Timer of a conversation</source>
        <translation>مؤقت محادثة</translation>
    </message>
    <message>
        <source>Campaign event</source>
        <translation>حدث حملة</translation>
    </message>
    <message>
        <source>Flow start of a group</source>
        <translation>بدء مسار لمجموعة</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>رسالة بث</translation>
    </message>
    <message>
        <source>Other work</source>
        <translation>عمل آخر</translation>
    </message>
    <message>
        <source>The whole office</source>
        <translation>المكتب كله</translation>
    </message>
    <message>
        <source>A contact without a name</source>
        <translation>جهة اتصال بلا اسم</translation>
    </message>
    <message>
        <source>Not known yet who</source>
        <translation>لم يُعرف بعد من هو</translation>
    </message>
    <message>
        <source>Campaign {name}</source>
        <translation>الحملة {name}</translation>
    </message>
    <message>
        <source>Flow {name}</source>
        <translation>المسار {name}</translation>
    </message>
    <message>
        <source>Nobody noted why.</source>
        <translation>لم يُسجَّل السبب.</translation>
    </message>
    <message>
        <source>Came in on {name}</source>
        <translation>وردت على {name}</translation>
    </message>
    <message>
        <source>Its phone or modem serves no workspace that could take it. Share it with a workspace, then try again.</source>
        <translation>لا يخدم هاتفها أو مودمها مساحة عمل يمكنها أخذها. شاركه مع مساحة عمل ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>A modem brought a message that nobody can read. The sender has to write again.</source>
        <translation>جلب مودم رسالة لا يستطيع أحد قراءتها. على المرسل أن يكتب من جديد.</translation>
    </message>
    <message>
        <source>The program ended in the middle of it, ten times. Look at the PC&apos;s memory and power.</source>
        <translation>توقف البرنامج في منتصفه عشر مرات. تحقق من ذاكرة الحاسوب وكهربائه.</translation>
    </message>
    <message>
        <source>What it was about is no longer here.</source>
        <translation>ما كان يخصه لم يعد هنا.</translation>
    </message>
    <message>
        <source>The PC had no memory left. Close other programs, then try again.</source>
        <translation>لم تبق ذاكرة في الحاسوب. أغلق البرامج الأخرى ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>The PC could not do it. Look at its disk and network, then try again.</source>
        <translation>لم يستطع الحاسوب فعل ذلك. تحقق من قرصه وشبكته ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>Outpost has a fault of its own here. Try again; if it stays, show the code to whoever looks after Outpost.</source>
        <translation>في Outpost نفسه عيب هنا. حاول مجددًا؛ وإن بقي فأرِ الرمز لمن يعتني بـOutpost.</translation>
    </message>
    <message>
        <source>The flow can&apos;t be read. Import it anew, then try again.</source>
        <translation>لا يمكن قراءة المسار. استورده من جديد ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>The conversation can&apos;t go on from where it stood: its flow was changed. Start the flow anew.</source>
        <translation>لا يمكن للمحادثة أن تستمر من حيث توقفت: فقد تغيّر مسارها. ابدأ المسار من جديد.</translation>
    </message>
    <message>
        <source>The flow is no longer here. Restore it, then try again.</source>
        <translation>لم يعد المسار هنا. استعده ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>The contact&apos;s details can&apos;t be read.</source>
        <translation>لا يمكن قراءة بيانات جهة الاتصال.</translation>
    </message>
    <message>
        <source>The search that says who gets it can&apos;t be used. Make it anew with another search.</source>
        <translation>لا يمكن استخدام البحث الذي يحدد من يتلقاه. أنشئه من جديد ببحث آخر.</translation>
    </message>
    <message>
        <source>No flow gets these messages. Where it is known who wrote, they stand in the inbox and can be answered.</source>
        <translation>لن يتلقى أي مسار هذه الرسائل. حيث يُعرف من كتبها، تبقى في صندوق الوارد ويمكن الرد عليها.</translation>
    </message>
    <message>
        <source>Nothing starts because of these calls and events.</source>
        <translation>لن يبدأ شيء بسبب هذه المكالمات والأحداث.</translation>
    </message>
    <message>
        <source>The flow does not start for these contacts.</source>
        <translation>لن يبدأ المسار لجهات الاتصال هذه.</translation>
    </message>
    <message>
        <source>Conversations do not go on by themselves; those whose time was over end, and their flow says nothing.</source>
        <translation>لن تتابع المحادثات من تلقاء نفسها؛ والتي انتهى وقتها تنتهي، ولا يقول مسارها شيئًا.</translation>
    </message>
    <message>
        <source>These contacts do not get what the campaign had for them.</source>
        <translation>لن تتلقى جهات الاتصال هذه ما كان في الحملة لها.</translation>
    </message>
    <message>
        <source>The flow does not start for those in the group whose turn had not come.</source>
        <translation>لن يبدأ المسار لأعضاء المجموعة الذين لم يأتِ دورهم.</translation>
    </message>
    <message>
        <source>Those whose turn had not come do not get the broadcast.</source>
        <translation>لن يتلقى البث من لم يأتِ دورهم.</translation>
    </message>
    <message>
        <source>Outpost never tries again. This cannot be taken back.</source>
        <translation>لن يحاول Outpost مرة أخرى. لا يمكن التراجع عن هذا.</translation>
    </message>
    <message>
        <source>Tried again</source>
        <translation>أُعيدت محاولته</translation>
    </message>
    <message>
        <source>Dismissed</source>
        <translation>صُرف النظر عنه</translation>
    </message>
    <message>
        <source>Can&apos;t be dismissed</source>
        <translation>لا يمكن صرف النظر عنه</translation>
    </message>
    <message>
        <source>Somebody was faster</source>
        <translation>سبقك شخص آخر</translation>
    </message>
    <message>
        <source>Another date took its place</source>
        <translation>حلّ محله موعد آخر</translation>
    </message>
    <message>
        <source>Can&apos;t be tried again</source>
        <translation>لا تمكن إعادة محاولته</translation>
    </message>
    <message>
        <source>Failed again</source>
        <translation>فشل من جديد</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>Answered call</source>
        <translation>مكالمة رُدّ عليها</translation>
    </message>
    <message>
        <source>Missed call</source>
        <translation>مكالمة فائتة</translation>
    </message>
    <message>
        <source>Call made by the phone</source>
        <translation>مكالمة أجراها الهاتف</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>مكالمة</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>دردشة جديدة</translation>
    </message>
    <message>
        <source>Referral</source>
        <translation>إحالة</translation>
    </message>
    <message>
        <source>Opt-in</source>
        <translation>موافقة على الاشتراك</translation>
    </message>
    <message>
        <source>Opt-out</source>
        <translation>إلغاء الاشتراك</translation>
    </message>
    <message>
        <source>The contact did not answer in time</source>
        <translation>لم تجب جهة الاتصال في الوقت</translation>
    </message>
    <message>
        <source>The flow waited to its end</source>
        <translation>انتظر المسار حتى نهايته</translation>
    </message>
    <message>
        <source>Starting flows</source>
        <translation>بدء المسارات</translation>
    </message>
    <message>
        <source>Planning campaigns</source>
        <translation>تخطيط الحملات</translation>
    </message>
    <message>
        <source>Filling smart groups</source>
        <translation>ملء المجموعات الذكية</translation>
    </message>
    <message>
        <source>Making contacts searchable</source>
        <translation>جعل جهات الاتصال قابلة للبحث</translation>
    </message>
    <message>
        <source>Timers of conversations</source>
        <translation>مؤقتات المحادثات</translation>
    </message>
    <message>
        <source>Handling what came in</source>
        <translation>معالجة الوارد</translation>
    </message>
    <message>
        <source>Ending flows of contacts</source>
        <translation>إنهاء مسارات جهات الاتصال</translation>
    </message>
    <message>
        <source>Schedules</source>
        <translation>المواعيد</translation>
    </message>
    <message>
        <source>Campaign events</source>
        <translation>أحداث الحملات</translation>
    </message>
    <message>
        <source>Sending broadcasts</source>
        <translation>إرسال رسائل البث</translation>
    </message>
    <message>
        <source>Tidying up</source>
        <translation>ترتيب</translation>
    </message>
    <message>
        <source>Exports and imports</source>
        <translation>التصدير والاستيراد</translation>
    </message>
    <message>
        <source>Making messages searchable</source>
        <translation>جعل الرسائل قابلة للبحث</translation>
    </message>
    <message>
        <source>Deleting contacts</source>
        <translation>حذف جهات الاتصال</translation>
    </message>
    <message>
        <source>Carrying out what was decided about late reminders</source>
        <translation>تنفيذ ما تقرر بشأن التذكيرات المتأخرة</translation>
    </message>
</context>
<context>
    <name>modems</name>
    <message>
        <source>Left alone</source>
        <translation>متروك</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>غائب</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>يبدأ</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>متوقف</translation>
    </message>
    <message>
        <source>New</source>
        <translation>جديد</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>بلا شبكة</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>جاهز</translation>
    </message>
    <message>
        <source>Needs the PIN</source>
        <translation>يحتاج رمز PIN</translation>
    </message>
    <message>
        <source>Wrong PIN</source>
        <translation>رمز PIN خاطئ</translation>
    </message>
    <message>
        <source>Last PIN try</source>
        <translation>آخر محاولة PIN</translation>
    </message>
    <message>
        <source>Needs the PUK</source>
        <translation>يحتاج رمز PUK</translation>
    </message>
    <message>
        <source>No SIM card</source>
        <translation>لا شريحة</translation>
    </message>
    <message>
        <source>SIM card fails</source>
        <translation>الشريحة لا تعمل</translation>
    </message>
    <message>
        <source>SIM card is busy</source>
        <translation>الشريحة مشغولة</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>لا يجيب</translation>
    </message>
    <message>
        <source>Can&apos;t be used</source>
        <translation>لا يصلح</translation>
    </message>
    <message>
        <source>Port is taken</source>
        <translation>المنفذ مشغول</translation>
    </message>
    <message>
        <source>Port is gone</source>
        <translation>المنفذ اختفى</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>غير مسموح</translation>
    </message>
    <message>
        <source>Paused: no credit?</source>
        <translation>موقوف: لا رصيد؟</translation>
    </message>
    <message>
        <source>Paused: barred?</source>
        <translation>موقوف: محظورة؟</translation>
    </message>
    <message>
        <source>Outpost does not touch it. Somebody here uses it for something else.</source>
        <translation>لا يلمسه Outpost. يستخدمه أحد هنا لشيء آخر.</translation>
    </message>
    <message>
        <source>It is unplugged. Plug it in again; what waits for it is kept.</source>
        <translation>هو مفصول. أوصله من جديد؛ ما ينتظره محفوظ.</translation>
    </message>
    <message>
        <source>It is unplugged.</source>
        <translation>هو مفصول.</translation>
    </message>
    <message>
        <source>The SIM card asks for its PIN. Enter it here; Outpost keeps it for later starts.</source>
        <translation>تطلب الشريحة رمز PIN. أدخله هنا؛ يحفظه Outpost للمرات التالية.</translation>
    </message>
    <message>
        <source>The PIN was wrong. Look it up before you enter it again: after three wrong ones the SIM card locks itself.</source>
        <translation>كان الرمز خاطئًا. تأكد منه قبل أن تدخله مجددًا: بعد ثلاثة رموز خاطئة تقفل الشريحة نفسها.</translation>
    </message>
    <message>
        <source>The SIM card has fewer than two tries left, so Outpost tries no PIN. Put it into a phone, enter the PIN there, and put it back.</source>
        <translation>بقي للشريحة أقل من محاولتين، فلا يجرب Outpost أي رمز. ضعها في هاتف وأدخل الرمز هناك ثم أعدها.</translation>
    </message>
    <message>
        <source>The SIM card locked itself after wrong PINs. Put it into a phone and enter the PUK there. It stands in the papers of the SIM card; the operator knows it too.</source>
        <translation>قفلت الشريحة نفسها بعد رموز خاطئة. ضعها في هاتف وأدخل رمز PUK هناك. تجده في أوراق الشريحة، ويعرفه المشغّل أيضًا.</translation>
    </message>
    <message>
        <source>There is no SIM card in it. Unplug the modem, put the card in, and plug the modem in again.</source>
        <translation>لا شريحة فيه. افصل المودم وضع الشريحة ثم أوصله من جديد.</translation>
    </message>
    <message>
        <source>The SIM card does not work. Take it out, wipe its contacts and put it back; try it in a phone.</source>
        <translation>الشريحة لا تعمل. أخرجها وامسح ملامساتها وأعدها؛ جرّبها في هاتف.</translation>
    </message>
    <message>
        <source>The SIM card is not ready yet. This takes up to half a minute.</source>
        <translation>الشريحة ليست جاهزة بعد. يستغرق هذا حتى نصف دقيقة.</translation>
    </message>
    <message>
        <source>It no longer answers. Unplug it, wait ten seconds and plug it in again, into another USB socket if it stays.</source>
        <translation>لم يعد يجيب. افصله وانتظر عشر ثوانٍ ثم أوصله، وفي مقبس USB آخر إن بقي الأمر.</translation>
    </message>
    <message>
        <source>It can&apos;t send and receive messages in the way that Outpost needs (PDU mode). Take another modem.</source>
        <translation>لا يرسل الرسائل ولا يستقبلها بالطريقة التي يحتاجها Outpost (وضع PDU). خذ مودمًا آخر.</translation>
    </message>
    <message>
        <source>The connection broke. Look whether the plug is loose; Outpost tries again by itself.</source>
        <translation>انقطع الاتصال. تحقق من ثبات القابس؛ يحاول Outpost مجددًا وحده.</translation>
    </message>
    <message>
        <source>The network refused three messages running, to three people. Most often the credit is used up. Top it up, then choose “Send again”. What waits is kept.</source>
        <translation>رفضت الشبكة ثلاث رسائل متتالية إلى ثلاثة أشخاص. غالبًا نفد الرصيد. اشحنه ثم اختر «أرسل مرة أخرى». ما ينتظر محفوظ.</translation>
    </message>
    <message>
        <source>The network refuses messages of this SIM card. Ask the operator whether it is barred, then choose “Send again”. What waits is kept.</source>
        <translation>ترفض الشبكة رسائل هذه الشريحة. اسأل المشغّل إن كانت محظورة ثم اختر «أرسل مرة أخرى». ما ينتظر محفوظ.</translation>
    </message>
    <message>
        <source>ModemManager, a service of Linux for going online, has its port. The script {script} in Outpost&apos;s folder keeps it away from modems of the office. If nobody goes online by a modem here, the command switches it off altogether.</source>
        <translation>يشغل منفذه ModemManager، وهو خدمة في لينكس للاتصال بالإنترنت. البرنامج {script} في مجلد Outpost يبعده عن مودمات المكتب. إن لم يكن أحد هنا يتصل بالإنترنت بمودم فالأمر يوقفه تمامًا.</translation>
    </message>
    <message>
        <source>{program} has its port. Close {program}; Outpost then takes the modem by itself.</source>
        <translation>يشغل {program} منفذه. أغلق {program}؛ يأخذ Outpost المودم بعدها وحده.</translation>
    </message>
    <message>
        <source>Another program has its port. Close it; Outpost then takes the modem by itself.</source>
        <translation>يشغل برنامج آخر منفذه. أغلقه؛ يأخذ Outpost المودم بعدها وحده.</translation>
    </message>
    <message>
        <source>The account under which Outpost runs may not use serial ports. Put it into the group dialout, and log out and in again.</source>
        <translation>الحساب الذي يعمل به Outpost لا يحق له استخدام المنافذ التسلسلية. أضفه إلى المجموعة dialout ثم سجّل الخروج والدخول.</translation>
    </message>
    <message>
        <source>The SIM card knows no service centre, so that nothing can be sent. Put it into a phone, enter the operator&apos;s service centre in the settings for messages, and put it back.</source>
        <translation>لا تعرف الشريحة مركز الرسائل، فلا يمكن إرسال شيء. ضعها في هاتف وأدخل مركز الرسائل الخاص بالمشغّل في إعدادات الرسائل ثم أعدها.</translation>
    </message>
    <message>
        <source>It does not say when a message comes in. Outpost looks by itself, so that messages come a little later.</source>
        <translation>لا يخبر بوصول الرسائل. ينظر Outpost بنفسه، فتصل الرسائل متأخرة قليلًا.</translation>
    </message>
    <message>
        <source>It is in no network. Put it nearer to a window, and ask the operator whether the SIM card is active.</source>
        <translation>ليس في أي شبكة. قرّبه من نافذة، واسأل المشغّل إن كانت الشريحة مفعّلة.</translation>
    </message>
    <message>
        <source>Its store for messages is nearly full. If this stays, unplug it and plug it in again.</source>
        <translation>ذاكرة رسائله شبه ممتلئة. إن بقي ذلك فافصله وأوصله من جديد.</translation>
    </message>
    <message>
        <source>It is in another operator&apos;s network: messages may cost more.</source>
        <translation>هو في شبكة مشغّل آخر: قد تكلّف الرسائل أكثر.</translation>
    </message>
    <message>
        <source>In its own network</source>
        <translation>في شبكته</translation>
    </message>
    <message>
        <source>Roaming</source>
        <translation>تجوال</translation>
    </message>
    <message>
        <source>Searching</source>
        <translation>يبحث</translation>
    </message>
    <message>
        <source>Refused by the network</source>
        <translation>رفضته الشبكة</translation>
    </message>
    <message>
        <source>In no network</source>
        <translation>في لا شبكة</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>غير معروف</translation>
    </message>
    <message>
        <source>{operator}, roaming</source>
        <translation>{operator}، تجوال</translation>
    </message>
    <message>
        <source>{bars}, {power}</source>
        <translation>{bars}، {power}</translation>
    </message>
    <message>
        <source>{sent} of {limit}</source>
        <translation>{sent} من {limit}</translation>
    </message>
    <message>
        <source>{device} shows itself as a CD drive</source>
        <translation>يظهر {device} كقرص مدمج</translation>
    </message>
    <message>
        <source>{device} is a network card</source>
        <translation>{device} بطاقة شبكة</translation>
    </message>
    <message>
        <source>{device} is taken</source>
        <translation>{device} مشغول</translation>
    </message>
    <message>
        <source>{device} may not be used</source>
        <translation>لا يُسمح باستخدام {device}</translation>
    </message>
    <message>
        <source>A stick like this becomes a modem when its driver is there. On Linux install usb-modeswitch, on Windows the maker&apos;s driver from that drive; then unplug the stick and plug it in again.</source>
        <translation>يصبح هذا الجهاز مودمًا حين يتوفر برنامج تشغيله. ثبّت usb-modeswitch على لينكس، أو برنامج تشغيل الشركة من ذلك القرص على ويندوز؛ ثم افصله وأوصله من جديد.</translation>
    </message>
    <message>
        <source>It is a HiLink stick: it goes online, but has no serial port by which messages could be sent. Take another stick, or have one who knows how put its other firmware (“stick”) on it.</source>
        <translation>هذا مودم HiLink: يتصل بالإنترنت لكن ليس له منفذ تسلسلي تُرسل به الرسائل. خذ مودمًا آخر، أو اطلب ممن يعرف أن يضع عليه برنامجه الثابت الآخر (stick).</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>يُرسل</translation>
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
        <source>Not sent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>Perhaps sent</source>
        <translation>ربما أُرسلت</translation>
    </message>
    <message>
        <source>The modem has it. This can take up to two minutes.</source>
        <translation>الرسالة لدى المودم. قد يستغرق هذا حتى دقيقتين.</translation>
    </message>
    <message>
        <source>The network took it. Whether it arrived is said later, where the operator tells it.</source>
        <translation>أخذته الشبكة. يُقال لاحقًا إن كان قد وصل، حيث يخبر المشغّل بذلك.</translation>
    </message>
    <message>
        <source>It arrived on the phone.</source>
        <translation>وصلت إلى الهاتف.</translation>
    </message>
    <message>
        <source>The modem gave no clear answer. Look at the phone whether it arrived.</source>
        <translation>لم يعطِ المودم جوابًا واضحًا. انظر في الهاتف إن وصلت.</translation>
    </message>
    <message>
        <source>The modem refused it without saying why. Try again.</source>
        <translation>رفضها المودم دون أن يذكر السبب. حاول مجددًا.</translation>
    </message>
    <message>
        <source>The network refused it (error {code}). Ask the operator what this means.</source>
        <translation>رفضتها الشبكة (الخطأ {code}). اسأل المشغّل عن معناه.</translation>
    </message>
    <message>
        <source>Nobody has this number. Look whether it is right.</source>
        <translation>هذا الرقم ليس لأحد. تحقق منه.</translation>
    </message>
    <message>
        <source>The network refuses messages of this SIM card: no credit, or barred. Check the balance.</source>
        <translation>ترفض الشبكة رسائل هذه الشريحة: لا رصيد أو محظورة. تحقق من الرصيد.</translation>
    </message>
    <message>
        <source>The other phone can&apos;t be reached just now. Try again later.</source>
        <translation>لا يمكن الوصول إلى الهاتف الآخر الآن. حاول لاحقًا.</translation>
    </message>
    <message>
        <source>The network is too busy. Try again in some minutes.</source>
        <translation>الشبكة مزدحمة. حاول مجددًا بعد دقائق.</translation>
    </message>
    <message>
        <source>The SIM card may not send SMS. Ask the operator to allow it.</source>
        <translation>لا يحق للشريحة إرسال الرسائل. اطلب من المشغّل السماح بذلك.</translation>
    </message>
    <message>
        <source>The network does not understand the message.</source>
        <translation>لا تفهم الشبكة الرسالة.</translation>
    </message>
    <message>
        <source>The modem could not send it. Try again.</source>
        <translation>لم يستطع المودم إرسالها. حاول مجددًا.</translation>
    </message>
    <message>
        <source>The modem does not accept this message.</source>
        <translation>لا يقبل المودم هذه الرسالة.</translation>
    </message>
    <message>
        <source>There is no SIM card in the modem.</source>
        <translation>لا شريحة في المودم.</translation>
    </message>
    <message>
        <source>The SIM card is locked. Enter its PIN.</source>
        <translation>الشريحة مقفلة. أدخل رمز PIN.</translation>
    </message>
    <message>
        <source>The SIM card does not work. Try it in a phone.</source>
        <translation>الشريحة لا تعمل. جرّبها في هاتف.</translation>
    </message>
    <message>
        <source>The modem&apos;s store for messages is full or broken. Plug it in anew.</source>
        <translation>ذاكرة رسائل المودم ممتلئة أو معطلة. أوصله من جديد.</translation>
    </message>
    <message>
        <source>The SIM card knows no service centre. Set it with a phone; the operator knows its number.</source>
        <translation>لا تعرف الشريحة مركز الرسائل. اضبطه بهاتف؛ يعرف المشغّل رقمه.</translation>
    </message>
    <message>
        <source>The modem is in no network. Look at its signal, then try again.</source>
        <translation>ليس المودم في أي شبكة. انظر إلى إشارته ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>Type a code of the operator, for example {code} for the balance.</source>
        <translation>اكتب رمزًا من رموز المشغّل، مثل {code} للرصيد.</translation>
    </message>
    <message>
        <source>Waiting for the network. This can take a minute; no messages are sent meanwhile.</source>
        <translation>في انتظار الشبكة. قد يستغرق دقيقة؛ لا تُرسل رسائل في هذه الأثناء.</translation>
    </message>
    <message>
        <source>The network waits for your reply.</source>
        <translation>تنتظر الشبكة ردك.</translation>
    </message>
    <message>
        <source>The dialogue is over.</source>
        <translation>انتهى الحوار.</translation>
    </message>
    <message>
        <source>The network gave no answer. Look whether the code is right, then try again.</source>
        <translation>لم تجب الشبكة. تحقق من الرمز ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>Port opened</source>
        <translation>فُتح المنفذ</translation>
    </message>
    <message>
        <source>Port closed</source>
        <translation>أُغلق المنفذ</translation>
    </message>
    <message>
        <source>Restarted</source>
        <translation>أُعيد تشغيله</translation>
    </message>
    <message>
        <source>Outpost</source>
        <translation>Outpost</translation>
    </message>
    <message>
        <source>Modem</source>
        <translation>المودم</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>ملاحظة</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} ث</translation>
    </message>
</context>
<context>
    <name>notices</name>
    <message>
        <source>Waiting for your decision: {count}.</source>
        <translation>بانتظار قرارك: {count}.</translation>
    </message>
    <message>
        <source>Sent late: {count}.</source>
        <translation>أُرسل متأخرًا: {count}.</translation>
    </message>
    <message>
        <source>Not sent: {count}.</source>
        <translation>لم يُرسل: {count}.</translation>
    </message>
    <message>
        <source>The clock of this office is {time} behind what it was before.</source>
        <translation>ساعة هذا المكتب متأخرة {time} عما كانت عليه من قبل.</translation>
    </message>
    <message>
        <source>The clock of this office leapt ahead by {time}.</source>
        <translation>قفزت ساعة هذا المكتب إلى الأمام {time}.</translation>
    </message>
    <message>
        <source>The clock of this office leapt back by {time}.</source>
        <translation>قفزت ساعة هذا المكتب إلى الخلف {time}.</translation>
    </message>
    <message>
        <source>Reminders and schedules wait until an office administrator sets it or says that it is right.</source>
        <translation>تنتظر التذكيرات والمواعيد حتى يضبطها مسؤول المكتب أو يؤكد أنها صحيحة.</translation>
    </message>
    <message>
        <source>The flow “{name}” could not start by its schedule.</source>
        <translation>تعذّر بدء المسار «{name}» في موعده.</translation>
    </message>
    <message>
        <source>A scheduled message could not be sent.</source>
        <translation>تعذّر إرسال رسالة مجدولة.</translation>
    </message>
    <message>
        <source>The flow is archived.</source>
        <translation>المسار مؤرشف.</translation>
    </message>
    <message>
        <source>Everybody whom it was for is gone.</source>
        <translation>لم يبقَ أحد ممن كانت لهم.</translation>
    </message>
    <message>
        <source>Choose its time again ({code}).</source>
        <translation>اختر موعدها من جديد ({code}).</translation>
    </message>
    <message>
        <source>The import of “{name}” is done.</source>
        <translation>اكتمل استيراد «{name}».</translation>
    </message>
    <message>
        <source>The import of “{name}” ended early. The contacts that it wrote stay.</source>
        <translation>انتهى استيراد «{name}» قبل أوانه. تبقى جهات الاتصال التي كُتبت.</translation>
    </message>
    <message>
        <source>The import of “{name}” failed. Nothing was changed.</source>
        <translation>فشل استيراد «{name}». لم يتغير شيء.</translation>
    </message>
</context>
<context>
    <name>sending</name>
    <message>
        <source>Waiting to begin</source>
        <translation>تنتظر البدء</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>يجري الإرسال</translation>
    </message>
    <message>
        <source>Being stopped</source>
        <translation>يجري الإيقاف</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>متوقف</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>لم تُرسل</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>انتهى</translation>
    </message>
    <message>
        <source>No messages</source>
        <translation>لا رسائل</translation>
    </message>
    <message>
        <source>{sent} sent so far</source>
        <translation>أُرسل حتى الآن: {sent}</translation>
    </message>
    <message>
        <source>{sent} of {total} sent</source>
        <translation>أُرسل {sent} من {total}</translation>
    </message>
    <message>
        <source>Everybody whom it was for is gone.</source>
        <translation>لم يبقَ أحد ممن كانت لهم.</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>يجري البدء</translation>
    </message>
    <message>
        <source>{started} started so far</source>
        <translation>بدأ حتى الآن: {started}</translation>
    </message>
    <message>
        <source>{started} of {total} started</source>
        <translation>بدأ {started} من {total}</translation>
    </message>
    <message>
        <source>{name}, on schedule</source>
        <translation>{name}، حسب الجدول</translation>
    </message>
    <message>
        <source>A flow</source>
        <translation>مسار</translation>
    </message>
    <message>
        <source>A schedule</source>
        <translation>جدول زمني</translation>
    </message>
    <message>
        <source>Search: {query}</source>
        <translation>بحث: {query}</translation>
    </message>
    <message>
        <source>Blocked, stopped and archived contacts</source>
        <translation>جهات الاتصال المحظورة والمتوقفة والمؤرشفة</translation>
    </message>
    <message>
        <source>Who is in a flow</source>
        <translation>من هو في مسار</translation>
    </message>
    <message>
        <source>Who was in this flow before</source>
        <translation>من كان في هذا المسار من قبل</translation>
    </message>
    <message>
        <source>Any language</source>
        <translation>أي لغة</translation>
    </message>
    <message>
        <source>Too long: {length} characters. A message may have {most}.</source>
        <translation>أطول مما يجوز: {length} حرفًا. للرسالة {most} حرفًا على الأكثر.</translation>
    </message>
    <message>
        <source>With {signs} an SMS holds 70 characters, without them 160.</source>
        <translation>مع {signs} تتسع رسالة SMS لـ 70 حرفًا، ومن دونها 160.</translation>
    </message>
    <message>
        <source>In these letters an SMS holds 70 characters.</source>
        <translation>بهذه الحروف تتسع رسالة SMS لـ 70 حرفًا.</translation>
    </message>
    <message>
        <source>{contacts}, no message</source>
        <translation>{contacts}، لا رسائل</translation>
    </message>
    <message>
        <source>About {contacts}, {messages}, {sms}</source>
        <translation>نحو {contacts}، {messages}، {sms}</translation>
    </message>
    <message>
        <source>By what waits now it takes about {duration}.</source>
        <translation>بحسب ما ينتظر الآن تستغرق نحو {duration}.</translation>
    </message>
    <message>
        <source>Not all of it would be sent within sixty days.</source>
        <translation>لن تُرسل كلها خلال ستين يومًا.</translation>
    </message>
    <message>
        <source>Sent within a minute</source>
        <translation>تُرسل خلال دقيقة</translation>
    </message>
    <message>
        <source>Done by about {moment} ({duration})</source>
        <translation>تنتهي قرابة {moment} ({duration})</translation>
    </message>
    <message>
        <source>Nobody would get it now. Who is there at its time gets it.</source>
        <translation>لن يتلقاها أحد الآن. يتلقاها من يكون موجودًا في موعدها.</translation>
    </message>
    <message>
        <source>Nobody would get it. Go back and choose others.</source>
        <translation>لن يتلقاها أحد. ارجع واختر غيرهم.</translation>
    </message>
    <message>
        <source>No phone or modem could send it. Share one with this workspace first, or choose others.</source>
        <translation>لا هاتف ولا مودم يمكنه إرسالها. شارك واحدًا مع مساحة العمل هذه أولاً، أو اختر غيرهم.</translation>
    </message>
    <message>
        <source>Some would wait for more than seven days, and are then not sent. Write to fewer people.</source>
        <translation>قد ينتظر بعضها أكثر من سبعة أيام، فلا يُرسل. اكتب إلى عدد أقل.</translation>
    </message>
    <message>
        <source>The flow asks a web service or writes to others before its first question; what then follows is not counted.</source>
        <translation>يسأل المسار خدمة ويب أو يكتب إلى آخرين قبل سؤاله الأول؛ وما يلي ذلك لا يُحسب.</translation>
    </message>
    <message>
        <source>Counting took too long and was cut short: it may be more.</source>
        <translation>طال العدّ فقُطع: قد يكون العدد أكبر.</translation>
    </message>
    <message>
        <source>{phone} was last heard of: {moment}. Nothing goes while it is away.</source>
        <translation>آخر خبر من {phone}: {moment}. لا يُرسل شيء ما دام غائبًا.</translation>
    </message>
    <message>
        <source>not within sixty days</source>
        <translation>ليس خلال ستين يومًا</translation>
    </message>
    <message>
        <source>One of the groups or contacts is no longer there. Choose again.</source>
        <translation>إحدى المجموعات أو جهات الاتصال لم تعد موجودة. اختر مجددًا.</translation>
    </message>
    <message>
        <source>No phone numbers: {which}</source>
        <translation>ليست أرقام هواتف: {which}</translation>
    </message>
    <message>
        <source>There is no contact field “{property}”.</source>
        <translation>لا حقل لجهات الاتصال باسم «{property}».</translation>
    </message>
    <message>
        <source>“{type}” is nothing that can be searched by.</source>
        <translation>لا يمكن البحث بـ «{type}».</translation>
    </message>
    <message>
        <source>“{value}” is no number.</source>
        <translation>«{value}» ليس رقمًا.</translation>
    </message>
    <message>
        <source>“{value}” is no date.</source>
        <translation>«{value}» ليس تاريخًا.</translation>
    </message>
    <message>
        <source>“{value}” is no status of contacts.</source>
        <translation>«{value}» ليست حالة لجهات الاتصال.</translation>
    </message>
    <message>
        <source>“{value}” is no code of a language.</source>
        <translation>«{value}» ليس رمز لغة.</translation>
    </message>
    <message>
        <source>There is no group “{value}”.</source>
        <translation>لا مجموعة باسم «{value}».</translation>
    </message>
    <message>
        <source>There is no flow “{value}”.</source>
        <translation>لا مسار باسم «{value}».</translation>
    </message>
    <message>
        <source>“{property}” can&apos;t be compared with “{operator}”.</source>
        <translation>لا تُقارن «{property}» بـ «{operator}».</translation>
    </message>
    <message>
        <source>“{property}” can&apos;t be searched for a part with “~”.</source>
        <translation>لا يُبحث عن جزء من «{property}» بـ «~».</translation>
    </message>
    <message>
        <source>Whether “{property}” is set can&apos;t be asked with “{operator}”.</source>
        <translation>لا يُسأل بـ «{operator}» هل «{property}» محدد.</translation>
    </message>
    <message>
        <source>This workspace hides addresses, so they can&apos;t be searched by.</source>
        <translation>تخفي مساحة العمل هذه العناوين، فلا يمكن البحث بها.</translation>
    </message>
    <message>
        <source>This search is too long. Make it simpler.</source>
        <translation>هذا البحث طويل جدًا. بسّطه.</translation>
    </message>
    <message>
        <source>Once</source>
        <translation>مرة واحدة</translation>
    </message>
    <message>
        <source>Every day</source>
        <translation>كل يوم</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>كل أسبوع</translation>
    </message>
    <message>
        <source>Every month</source>
        <translation>كل شهر</translation>
    </message>
    <message>
        <source>Every week: {days}</source>
        <translation>كل أسبوع: {days}</translation>
    </message>
    <message>
        <source>Every month, on day {day}</source>
        <translation>كل شهر، في اليوم {day}</translation>
    </message>
    <message>
        <source>Goes out: {times}</source>
        <translation>تُرسل: {times}</translation>
    </message>
    <message>
        <source>Late: Home asks</source>
        <translation>تأخرت: انظر الرئيسية</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>المجدولة</translation>
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
        <source>{name} is used by: {by}. Take it out there first.</source>
        <translation>{name} مستخدم في: {by}. أزله من هناك أولاً.</translation>
    </message>
    <message>
        <source>{name} already has this number or address.</source>
        <translation>لدى {name} هذا الرقم أو العنوان بالفعل.</translation>
    </message>
    <message>
        <source>{alias} is already a name of {path}. Choose another one.</source>
        <translation>{alias} اسم موجود بالفعل لـ {path}. اختر اسمًا آخر.</translation>
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
        <source>This contact is blocked, stopped or archived, so nothing can be sent.</source>
        <translation>جهة الاتصال هذه محظورة أو متوقفة أو مؤرشفة، فلا يُرسل إليها شيء.</translation>
    </message>
    <message>
        <source>No phone is waiting with this code. Look at the phone&apos;s screen again: the code may have changed.</source>
        <translation>لا هاتف ينتظر بهذا الرمز. انظر إلى شاشة الهاتف من جديد: ربما تغيّر الرمز.</translation>
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
        <source>Others are changing this workspace right now. Try again in a moment.</source>
        <translation>يقوم آخرون بتغيير مساحة العمل هذه الآن. حاول مرة أخرى بعد قليل.</translation>
    </message>
    <message>
        <source>This import was already taken back.</source>
        <translation>سبق التراجع عن هذا الاستيراد.</translation>
    </message>
    <message>
        <source>What was read of this file is no longer kept. Choose the file again.</source>
        <translation>لم يعد ما قُرئ من هذا الملف محفوظًا. اختر الملف مرة أخرى.</translation>
    </message>
    <message>
        <source>This file cannot be read as a spreadsheet. Save it again as xlsx or csv and choose that file.</source>
        <translation>لا يمكن قراءة هذا الملف كجدول. احفظه من جديد بصيغة xlsx أو csv واختر ذلك الملف.</translation>
    </message>
    <message>
        <source>This is a spreadsheet of the old kind (xls). Save it as xlsx or csv.</source>
        <translation>هذا جدول بالصيغة القديمة (xls). احفظه بصيغة xlsx أو csv.</translation>
    </message>
    <message>
        <source>The letters of this file cannot be told. Save it as xlsx, or as csv in UTF-8.</source>
        <translation>تعذّر تمييز حروف هذا الملف. احفظه بصيغة xlsx، أو بصيغة csv بترميز UTF-8.</translation>
    </message>
    <message>
        <source>The first row must name the columns, one of them “URN:Tel” (or another kind of address) or “Contact UUID”.</source>
        <translation>يجب أن يسمّي الصف الأول الأعمدة، وأحدها «URN:Tel» (أو نوع آخر من العناوين) أو «Contact UUID».</translation>
    </message>
    <message>
        <source>One column&apos;s name cannot be used, or two columns have the same. Look at the first row.</source>
        <translation>لا يمكن استخدام اسم أحد الأعمدة، أو لعمودين الاسم نفسه. انظر إلى الصف الأول.</translation>
    </message>
    <message>
        <source>Two rows are about the same contact. Each contact may stand in one row only.</source>
        <translation>صفّان يخصّان جهة الاتصال نفسها. يجوز أن تظهر كل جهة اتصال في صف واحد فقط.</translation>
    </message>
    <message>
        <source>This file has more than 25,000 rows. Divide it.</source>
        <translation>في هذا الملف أكثر من 25,000 صف. قسّمه.</translation>
    </message>
    <message>
        <source>This file is too large. Divide it, or remove columns that are not needed.</source>
        <translation>هذا الملف كبير جدًا. قسّمه، أو احذف الأعمدة غير اللازمة.</translation>
    </message>
    <message>
        <source>This workspace hides addresses, so none can be brought in. Use “Contact UUID” to tell who is who.</source>
        <translation>تُخفي مساحة العمل هذه العناوين، لذا لا يمكن إدخال أي منها. استخدم «Contact UUID» لتحديد جهات الاتصال.</translation>
    </message>
    <message>
        <source>A field or the group was deleted meanwhile. Choose the file again.</source>
        <translation>حُذف حقل أو المجموعة في هذه الأثناء. اختر الملف مرة أخرى.</translation>
    </message>
    <message>
        <source>This was stopped by somebody else.</source>
        <translation>أوقف شخص آخر هذا العمل.</translation>
    </message>
    <message>
        <source>This is too much for one file. Export fewer flows at a time.</source>
        <translation>هذا أكثر مما يتسع له ملف واحد. صدّر مسارات أقل في كل مرة.</translation>
    </message>
    <message>
        <source>Archive this flow before you delete it.</source>
        <translation>أرشف هذا المسار قبل حذفه.</translation>
    </message>
    <message>
        <source>Other flows enter this one. Change them first.</source>
        <translation>مسارات أخرى تدخل إلى هذا المسار. غيّرها أولاً.</translation>
    </message>
    <message>
        <source>Contacts are still in this flow. Wait for them, or take them out first.</source>
        <translation>ما زالت هناك جهات اتصال في هذا المسار. انتظرها أو أخرجها أولاً.</translation>
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
        <source>Other files are being added right now. Try again in a moment.</source>
        <translation>تُضاف ملفات أخرى الآن. حاول مرة أخرى بعد قليل.</translation>
    </message>
    <message>
        <source>This has ended already.</source>
        <translation>لقد انتهى هذا بالفعل.</translation>
    </message>
    <message>
        <source>This file is no longer kept. Export anew.</source>
        <translation>لم يعد هذا الملف محفوظًا. صدّر من جديد.</translation>
    </message>
    <message>
        <source>What was to be exported has been deleted meanwhile. Choose again and export anew.</source>
        <translation>حُذف في هذه الأثناء ما كان سيُصدَّر. اختر مرة أخرى وصدّر من جديد.</translation>
    </message>
    <message>
        <source>A sheet has no room for so many columns. Choose fewer flows, or the format CSV.</source>
        <translation>لا تتسع الورقة لهذا العدد من الأعمدة. اختر مسارات أقل أو صيغة CSV.</translation>
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
        <source>The server that holds the queues does not answer. Try again in a moment.</source>
        <translation>الخادم الذي يحتفظ بقوائم الانتظار لا يستجيب. حاول مرة أخرى بعد قليل.</translation>
    </message>
    <message>
        <source>This took so long that it was begun anew elsewhere.</source>
        <translation>استغرق هذا وقتًا طويلاً حتى بدأ من جديد في مكان آخر.</translation>
    </message>
    <message>
        <source>The office is very busy just now. Try again in a moment.</source>
        <translation>المكتب مشغول جدًا الآن. حاول بعد قليل.</translation>
    </message>
    <message>
        <source>The office&apos;s database does not answer. Try again in a moment.</source>
        <translation>قاعدة بيانات المكتب لا تستجيب. حاول بعد قليل.</translation>
    </message>
    <message>
        <source>You cannot do this to your own account. Ask another administrator.</source>
        <translation>لا يمكنك فعل هذا بحسابك. اطلب ذلك من مسؤول آخر.</translation>
    </message>
    <message>
        <source>This is the office&apos;s last administrator. Make somebody else an office administrator first.</source>
        <translation>هذا آخر مسؤول في المكتب. عيّن شخصًا آخر مسؤولاً عن المكتب أولاً.</translation>
    </message>
    <message>
        <source>This is the office&apos;s last workspace. Create or restore another one first.</source>
        <translation>هذه آخر مساحة عمل في المكتب. أنشئ أخرى أو استعدها أولاً.</translation>
    </message>
    <message>
        <source>A phone serves no other workspace. Share the phone with another workspace first.</source>
        <translation>أحد الهواتف لا يخدم مساحة عمل أخرى. شاركه مع مساحة عمل أخرى أولاً.</translation>
    </message>
    <message>
        <source>Another contact already has this number or address.</source>
        <translation>لدى جهة اتصال أخرى هذا الرقم أو العنوان بالفعل.</translation>
    </message>
    <message>
        <source>Flows still use this. Take it out of them first.</source>
        <translation>ما زالت مسارات تستخدم هذا. أزله منها أولاً.</translation>
    </message>
    <message>
        <source>This workspace has as many of these as it may. Delete one that nobody needs.</source>
        <translation>لدى مساحة العمل هذه أقصى عدد مسموح به. احذف واحدًا لا يحتاجه أحد.</translation>
    </message>
    <message>
        <source>Every workspace keeps this topic. It can&apos;t be changed.</source>
        <translation>تحتفظ كل مساحة عمل بهذا الموضوع. لا يمكن تغييره.</translation>
    </message>
    <message>
        <source>This topic still has open tickets. Close them or give them another topic.</source>
        <translation>لا تزال لهذا الموضوع تذاكر مفتوحة. أغلقها أو أعطها موضوعًا آخر.</translation>
    </message>
    <message>
        <source>This contact already has an open ticket.</source>
        <translation>لدى جهة الاتصال هذه تذكرة مفتوحة بالفعل.</translation>
    </message>
    <message>
        <source>This file is no list of places. Use GeoJSON as RapidPro has it, or CSV.</source>
        <translation>هذا الملف ليس قائمة أماكن. استخدم GeoJSON كما في RapidPro أو CSV.</translation>
    </message>
    <message>
        <source>These files are too large. Unpacked, they may have up to 64 MB.</source>
        <translation>هذه الملفات كبيرة جدًا. يمكن أن تبلغ 64 ميغابايت على الأكثر بعد فك الضغط.</translation>
    </message>
    <message>
        <source>These are too many places. An office can have 50,000 of a country.</source>
        <translation>هذه أماكن كثيرة جدًا. يمكن أن يكون لدى المكتب 50,000 مكان لكل بلد.</translation>
    </message>
    <message>
        <source>There is no country with its places in this. Add the file that names the country.</source>
        <translation>لا يوجد هنا بلد مع أماكنه. أضف الملف الذي يسمي البلد.</translation>
    </message>
    <message>
        <source>A place beside this one already has that name. Choose another one.</source>
        <translation>مكان مجاور لهذا يحمل هذا الاسم بالفعل. اختر اسمًا آخر.</translation>
    </message>
    <message>
        <source>The file could not be written there. Choose another place.</source>
        <translation>تعذرت كتابة الملف هناك. اختر مكانًا آخر.</translation>
    </message>
    <message>
        <source>The file could not be read. Copy it to this PC and try again.</source>
        <translation>تعذّرت قراءة الملف. انسخه إلى هذا الحاسوب وحاول مجددًا.</translation>
    </message>
    <message>
        <source>This file is empty.</source>
        <translation>هذا الملف فارغ.</translation>
    </message>
    <message>
        <source>This file is too large. Files may have up to 25 MB.</source>
        <translation>هذا الملف كبير جدًا. يمكن أن تبلغ الملفات 25 ميغابايت على الأكثر.</translation>
    </message>
    <message>
        <source>Files of this kind are not taken. Use a picture, sound, video, PDF or text.</source>
        <translation>لا تُقبل ملفات من هذا النوع. استخدم صورة أو صوتًا أو فيديو أو PDF أو نصًا.</translation>
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
        <source>Choose at least one message.</source>
        <translation>اختر رسالة واحدة على الأقل.</translation>
    </message>
    <message>
        <source>These are too many messages. Choose at most 100.</source>
        <translation>هذه رسائل كثيرة جدًا. اختر 100 على الأكثر.</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>لا يوجد مجلد كهذا.</translation>
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
        <source>Somebody else already has this username. Choose another one.</source>
        <translation>شخص آخر لديه اسم المستخدم هذا بالفعل. اختر اسمًا آخر.</translation>
    </message>
    <message>
        <source>There is already one with this name. Choose another one.</source>
        <translation>يوجد واحد بهذا الاسم بالفعل. اختر اسمًا آخر.</translation>
    </message>
    <message>
        <source>This is too much to search for. Use fewer words.</source>
        <translation>هذا كثير جدًا للبحث. استخدم كلمات أقل.</translation>
    </message>
    <message>
        <source>Choose the role from the list.</source>
        <translation>اختر الدور من القائمة.</translation>
    </message>
    <message>
        <source>Choose how dates are written from the list.</source>
        <translation>اختر طريقة كتابة التواريخ من القائمة.</translation>
    </message>
    <message>
        <source>Choose how times are written from the list.</source>
        <translation>اختر طريقة كتابة الأوقات من القائمة.</translation>
    </message>
    <message>
        <source>Choose how keywords are compared from the list.</source>
        <translation>اختر طريقة مقارنة الكلمات المفتاحية من القائمة.</translation>
    </message>
    <message>
        <source>The list has changed. Open it again.</source>
        <translation>تغيّرت القائمة. افتحها مرة أخرى.</translation>
    </message>
    <message>
        <source>These are too many at once. Choose fewer.</source>
        <translation>هذا كثير جدًا دفعة واحدة. اختر أقل.</translation>
    </message>
    <message>
        <source>Choose at least one flow.</source>
        <translation>اختر مسارًا واحدًا على الأقل.</translation>
    </message>
    <message>
        <source>These are too many flows at once. Choose fewer.</source>
        <translation>هذه مسارات كثيرة جدًا دفعة واحدة. اختر أقل.</translation>
    </message>
    <message>
        <source>These are too many fields. Choose fewer.</source>
        <translation>هذه حقول كثيرة جدًا. اختر أقل.</translation>
    </message>
    <message>
        <source>These are too many groups. Choose fewer.</source>
        <translation>هذه مجموعات كثيرة جدًا. اختر أقل.</translation>
    </message>
    <message>
        <source>The last day is before the first. Choose the days again.</source>
        <translation>اليوم الأخير قبل اليوم الأول. اختر الأيام مرة أخرى.</translation>
    </message>
    <message>
        <source>Choose at least one contact, group or number.</source>
        <translation>اختر جهة اتصال أو مجموعة أو رقمًا واحدًا على الأقل.</translation>
    </message>
    <message>
        <source>These are too many to name one by one. Put the contacts into a group.</source>
        <translation>هذا عدد كبير للتسمية واحدًا تلو الآخر. ضع جهات الاتصال في مجموعة.</translation>
    </message>
    <message>
        <source>One of these is no phone number. Write them as people dial them.</source>
        <translation>أحد هذه ليس رقم هاتف. اكتبها كما يطلبها الناس.</translation>
    </message>
    <message>
        <source>Days are a number from 0 to 3,650.</source>
        <translation>الأيام رقم من 0 إلى 3,650.</translation>
    </message>
    <message>
        <source>Write the message in the base language first.</source>
        <translation>اكتب الرسالة باللغة الأساسية أولاً.</translation>
    </message>
    <message>
        <source>Choose the languages of the message from the list.</source>
        <translation>اختر لغات الرسالة من القائمة.</translation>
    </message>
    <message>
        <source>A message can have 10 attachments. Leave some out.</source>
        <translation>يمكن أن تحوي الرسالة 10 مرفقات. اترك بعضها.</translation>
    </message>
    <message>
        <source>A message can have 10 quick replies of 64 characters each.</source>
        <translation>يمكن أن تحوي الرسالة 10 ردود سريعة من 64 حرفًا لكل منها.</translation>
    </message>
    <message>
        <source>All of this has been sent already, or it was stopped.</source>
        <translation>أُرسل كل هذا بالفعل أو أُوقف.</translation>
    </message>
    <message>
        <source>This start is over already.</source>
        <translation>انتهى هذا البدء بالفعل.</translation>
    </message>
    <message>
        <source>This contact is no longer in the flow.</source>
        <translation>لم تعد جهة الاتصال هذه في المسار.</translation>
    </message>
    <message>
        <source>Choose at least one contact.</source>
        <translation>اختر جهة اتصال واحدة على الأقل.</translation>
    </message>
    <message>
        <source>Choose the status from the list.</source>
        <translation>اختر الحالة من القائمة.</translation>
    </message>
    <message>
        <source>This search can&apos;t be understood. Correct it and try again.</source>
        <translation>لا يمكن فهم هذا البحث. صححه وحاول مرة أخرى.</translation>
    </message>
    <message>
        <source>Choose a folder or a label, not both.</source>
        <translation>اختر مجلدًا أو تسمية، لا كليهما.</translation>
    </message>
    <message>
        <source>Names can&apos;t have quotation marks, backslashes or such signs.</source>
        <translation>لا يمكن أن تحوي الأسماء علامات اقتباس أو شرطات مائلة عكسية أو علامات مشابهة.</translation>
    </message>
    <message>
        <source>The value is too long. Use at most 10,000 characters.</source>
        <translation>القيمة طويلة جدًا. استخدم 10,000 حرف على الأكثر.</translation>
    </message>
    <message>
        <source>Write a note first.</source>
        <translation>اكتب ملاحظة أولاً.</translation>
    </message>
    <message>
        <source>The note is too long. Use at most 10,000 characters.</source>
        <translation>الملاحظة طويلة جدًا. استخدم 10,000 حرف على الأكثر.</translation>
    </message>
    <message>
        <source>Choose at least one ticket.</source>
        <translation>اختر تذكرة واحدة على الأقل.</translation>
    </message>
    <message>
        <source>Use small letters, digits, dashes and underscores, at most 50.</source>
        <translation>استخدم أحرفًا لاتينية صغيرة وأرقامًا وشرطات وشرطات سفلية، 50 على الأكثر.</translation>
    </message>
    <message>
        <source>Write an address that begins with http:// or https://, at most 255 characters.</source>
        <translation>اكتب عنوانًا يبدأ بـ http:// أو https://، من 255 حرفًا على الأكثر.</translation>
    </message>
    <message>
        <source>This address is already on the list.</source>
        <translation>هذا العنوان موجود في القائمة بالفعل.</translation>
    </message>
    <message>
        <source>Other names of a place have at most 64 characters, without quotation marks.</source>
        <translation>الأسماء الأخرى للمكان من 64 حرفًا على الأكثر، بلا علامات اقتباس.</translation>
    </message>
    <message>
        <source>A place can have 25 other names. Leave some out.</source>
        <translation>يمكن أن يكون للمكان 25 اسمًا آخر. اترك بعضها.</translation>
    </message>
    <message>
        <source>These are too many files at once. Choose fewer.</source>
        <translation>هذه ملفات كثيرة جدًا دفعة واحدة. اختر أقل.</translation>
    </message>
    <message>
        <source>This file is no list of message templates. Export them from RapidPro again.</source>
        <translation>هذا الملف ليس قائمة قوالب رسائل. صدّرها من RapidPro مرة أخرى.</translation>
    </message>
    <message>
        <source>Choose the language from the list.</source>
        <translation>اختر اللغة من القائمة.</translation>
    </message>
    <message>
        <source>Choose at least one language.</source>
        <translation>اختر لغة واحدة على الأقل.</translation>
    </message>
    <message>
        <source>These are too many languages. Choose fewer.</source>
        <translation>هذه لغات كثيرة جدًا. اختر أقل.</translation>
    </message>
    <message>
        <source>Limits are numbers from 0 to 100,000.</source>
        <translation>الحدود أرقام من 0 إلى 100,000.</translation>
    </message>
    <message>
        <source>Choose a contact field that holds a date.</source>
        <translation>اختر حقل جهة اتصال يحوي تاريخًا.</translation>
    </message>
    <message>
        <source>This is too long before or after the date.</source>
        <translation>هذا بعيد جدًا قبل التاريخ أو بعده.</translation>
    </message>
    <message>
        <source>Choose an hour from 0 to 23.</source>
        <translation>اختر ساعة من 0 إلى 23.</translation>
    </message>
    <message>
        <source>Write a message of at most 640 characters.</source>
        <translation>اكتب رسالة من 640 حرفًا على الأكثر.</translation>
    </message>
    <message>
        <source>Write the message in the first language.</source>
        <translation>اكتب الرسالة باللغة الأولى.</translation>
    </message>
    <message>
        <source>500 broadcasts are scheduled already. Take one off the schedule first.</source>
        <translation>في الجدول 500 رسالة بث بالفعل. أزل واحدة أولاً.</translation>
    </message>
    <message>
        <source>Choose the days of the week on which it repeats.</source>
        <translation>اختر أيام الأسبوع التي تتكرر فيها.</translation>
    </message>
    <message>
        <source>This time is past. Choose a later one.</source>
        <translation>هذا الوقت مضى. اختر وقتًا لاحقًا.</translation>
    </message>
    <message>
        <source>Choose when it starts and on which days it repeats.</source>
        <translation>اختر متى يبدأ وفي أي أيام يتكرر.</translation>
    </message>
    <message>
        <source>Choose from the list what becomes of late reminders.</source>
        <translation>اختر من القائمة ما يحدث للتذكيرات المتأخرة.</translation>
    </message>
    <message>
        <source>Minutes are a number from 0 to 10,080 (a week).</source>
        <translation>الدقائق عدد من 0 إلى 10080 (أسبوع).</translation>
    </message>
    <message>
        <source>This has been decided already.</source>
        <translation>تم اتخاذ القرار بالفعل.</translation>
    </message>
    <message>
        <source>Nobody doubts the clock any more.</source>
        <translation>لم يعد أحد يشك في الساعة.</translation>
    </message>
    <message>
        <source>Quiet hours end at another time than they begin. Choose another time.</source>
        <translation>تنتهي ساعات الهدوء في وقت غير وقت بدايتها. اختر وقتًا آخر.</translation>
    </message>
    <message>
        <source>Choose from when to when the quiet hours are.</source>
        <translation>اختر بداية ساعات الهدوء ونهايتها.</translation>
    </message>
    <message>
        <source>The time between two parts is 1 to 600 seconds.</source>
        <translation>الوقت بين جزأين من 1 إلى 600 ثانية.</translation>
    </message>
    <message>
        <source>A PIN has 4 to 8 digits.</source>
        <translation>رمز PIN من 4 إلى 8 أرقام.</translation>
    </message>
    <message>
        <source>A code begins with * or # and ends with #, for example *100#.</source>
        <translation>يبدأ الرمز بـ * أو # وينتهي بـ #، مثل ⁦*100#⁩.</translation>
    </message>
    <message>
        <source>Select the amount within the answer.</source>
        <translation>حدد المبلغ داخل الجواب.</translation>
    </message>
    <message>
        <source>One of these ports is no longer there. Open the list again.</source>
        <translation>أحد هذه المنافذ لم يعد موجودًا. افتح القائمة من جديد.</translation>
    </message>
    <message>
        <source>A weight is a number from 0.1 to 100.</source>
        <translation>الوزن رقم من 0.1 إلى 100.</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>غدًا</translation>
    </message>
    <message>
        <source>A limit a day is a number from 1 to 100,000.</source>
        <translation>الحد اليومي رقم من 1 إلى 100,000.</translation>
    </message>
    <message>
        <source>No phone or modem can reach this contact. Share one with this workspace first.</source>
        <translation>لا هاتف ولا مودم يصل إلى جهة الاتصال هذه. شارك أحدهما مع مساحة العمل هذه أولًا.</translation>
    </message>
    <message>
        <source>Another phone or modem already has this number. Release it first.</source>
        <translation>هذا الرقم لهاتف أو مودم آخر. حرّره أولًا.</translation>
    </message>
    <message>
        <source>Messages still wait here for a workspace that you took out. Wait until they are sent.</source>
        <translation>لا تزال هنا رسائل تنتظر لمساحة عمل أزلتها. انتظر حتى تُرسل.</translation>
    </message>
    <message>
        <source>The modem is unplugged or not ready. Look at its state, then try again.</source>
        <translation>المودم مفصول أو غير جاهز. انظر إلى حالته ثم حاول مجددًا.</translation>
    </message>
    <message>
        <source>The modem is busy. Try again in a moment.</source>
        <translation>المودم مشغول. حاول مجددًا بعد قليل.</translation>
    </message>
    <message>
        <source>The modem does not know its SIM card yet. Wait until it is ready.</source>
        <translation>لا يعرف المودم شريحته بعد. انتظر حتى يجهز.</translation>
    </message>
    <message>
        <source>The office uses this modem. Release it first.</source>
        <translation>يستخدم المكتب هذا المودم. حرّره أولًا.</translation>
    </message>
    <message>
        <source>The SIM card has fewer than two tries left, so nothing was tried. Put it into a phone and enter the PIN there.</source>
        <translation>بقي للشريحة أقل من محاولتين فلم يُجرَّب شيء. ضعها في هاتف وأدخل الرمز هناك.</translation>
    </message>
    <message>
        <source>The SIM card is locked. Put it into a phone and enter the PUK there.</source>
        <translation>الشريحة مقفلة. ضعها في هاتف وأدخل رمز PUK هناك.</translation>
    </message>
    <message>
        <source>The dialogue is over already. Dial the code again.</source>
        <translation>انتهى الحوار. اطلب الرمز من جديد.</translation>
    </message>
    <message>
        <source>Outpost does not know the operator&apos;s answer yet. Dial the code for the balance first.</source>
        <translation>لا يعرف Outpost جواب المشغّل بعد. اطلب رمز الرصيد أولًا.</translation>
    </message>
    <message>
        <source>A group cannot be both included and excluded.</source>
        <translation>لا يمكن تضمين مجموعة واستبعادها معًا.</translation>
    </message>
    <message>
        <source>Choose at least one group or contact.</source>
        <translation>اختر مجموعة أو جهة اتصال واحدة على الأقل.</translation>
    </message>
    <message>
        <source>One of these is no phone number or address. Write them as people dial them.</source>
        <translation>أحد هذه ليس رقم هاتف أو عنوانًا. اكتبها كما يطلبها الناس.</translation>
    </message>
    <message>
        <source>This workspace hides addresses, so that they can&apos;t be changed here.</source>
        <translation>تخفي مساحة العمل هذه العناوين، لذلك لا يمكن تغييرها هنا.</translation>
    </message>
    <message>
        <source>A contact can have 50 numbers and addresses.</source>
        <translation>يمكن أن يكون لجهة الاتصال 50 رقمًا وعنوانًا.</translation>
    </message>
    <message>
        <source>One of these fields is no longer there. Open the contact again.</source>
        <translation>أحد هذه الحقول لم يعد موجودًا. افتح جهة الاتصال مرة أخرى.</translation>
    </message>
    <message>
        <source>This value is too long. Use at most 640 characters.</source>
        <translation>هذه القيمة طويلة جدًا. استخدم 640 حرفًا على الأكثر.</translation>
    </message>
    <message>
        <source>You may not change this field. Ask an administrator.</source>
        <translation>لا يمكنك تغيير هذا الحقل. اطلب ذلك من مسؤول.</translation>
    </message>
    <message>
        <source>One of these groups is no longer there. Choose again.</source>
        <translation>إحدى هذه المجموعات لم تعد موجودة. اختر مرة أخرى.</translation>
    </message>
    <message>
        <source>A smart group fills itself. Choose a group that people fill.</source>
        <translation>المجموعة الذكية تملأ نفسها. اختر مجموعة يملؤها الناس.</translation>
    </message>
    <message>
        <source>Contacts that are blocked, stopped or archived can&apos;t join groups.</source>
        <translation>لا يمكن لجهات الاتصال المحظورة أو المتوقفة أو المؤرشفة الانضمام إلى المجموعات.</translation>
    </message>
    <message>
        <source>A smart group fills itself. Change its query instead.</source>
        <translation>المجموعة الذكية تملأ نفسها. غيّر استعلامها بدلاً من ذلك.</translation>
    </message>
    <message>
        <source>A smart group fills itself. Leave the contacts out.</source>
        <translation>المجموعة الذكية تملأ نفسها. لا تذكر جهات اتصال.</translation>
    </message>
    <message>
        <source>Write the query of the group first.</source>
        <translation>اكتب استعلام المجموعة أولاً.</translation>
    </message>
    <message>
        <source>A smart group can&apos;t ask for ids, status, groups or flows. Leave that out.</source>
        <translation>لا يمكن للمجموعة الذكية أن تسأل عن المعرّفات أو الحالة أو المجموعات أو المسارات. احذف ذلك.</translation>
    </message>
    <message>
        <source>People fill this group. Only smart groups have a query.</source>
        <translation>يملأ الناس هذه المجموعة. للمجموعات الذكية وحدها استعلام.</translation>
    </message>
    <message>
        <source>Nothing of this name can stand in a key. Write a key of small letters.</source>
        <translation>لا شيء من هذا الاسم يصلح مفتاحًا. اكتب مفتاحًا بأحرف لاتينية صغيرة.</translation>
    </message>
    <message>
        <source>This word means something else in flows. Choose another key.</source>
        <translation>لهذه الكلمة معنى آخر في المسارات. اختر مفتاحًا آخر.</translation>
    </message>
    <message>
        <source>Another field has this key. Choose another one.</source>
        <translation>لحقل آخر هذا المفتاح. اختر غيره.</translation>
    </message>
    <message>
        <source>A key begins with a letter and has small letters, digits and underscores, at most 36.</source>
        <translation>يبدأ المفتاح بحرف ويتكون من أحرف لاتينية صغيرة وأرقام وشرطات سفلية، 36 على الأكثر.</translation>
    </message>
    <message>
        <source>Choose the type from the list.</source>
        <translation>اختر النوع من القائمة.</translation>
    </message>
    <message>
        <source>Choose what agents may do from the list.</source>
        <translation>اختر من القائمة ما يُسمح به للوكلاء.</translation>
    </message>
    <message>
        <source>Choose the order from the list.</source>
        <translation>اختر الترتيب من القائمة.</translation>
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
        <source>Waiting for a modem</source>
        <translation>بانتظار مودم</translation>
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
        <source>A modem has it and has not said yet that it was sent.</source>
        <translation>هو لدى مودم، ولم يقل بعد إنه أُرسل.</translation>
    </message>
    <message>
        <source>A trigger took it, and its flow started.</source>
        <translation>أخذه مشغّل وبدأ مساره.</translation>
    </message>
    <message>
        <source>A trigger took it, but its flow could not start.</source>
        <translation>أخذه مشغّل لكن تعذّر بدء مساره.</translation>
    </message>
    <message>
        <source>The flow that waited for an answer took it.</source>
        <translation>أخذه المسار الذي كان ينتظر ردًّا.</translation>
    </message>
    <message>
        <source>No flow took it, so it is in the inbox.</source>
        <translation>لم يأخذه أي مسار، فهو في صندوق الوارد.</translation>
    </message>
    <message>
        <source>No trigger took it, so nothing started.</source>
        <translation>لم يأخذه أي مشغّل، فلم يبدأ شيء.</translation>
    </message>
    <message>
        <source>It was only noted.</source>
        <translation>سُجِّل فقط.</translation>
    </message>
    <message>
        <source>The contact is blocked, so it went to the archive.</source>
        <translation>جهة الاتصال محظورة، فذهب إلى الأرشيف.</translation>
    </message>
    <message>
        <source>It is still to be handled.</source>
        <translation>لم تتم معالجته بعد.</translation>
    </message>
    <message>
        <source>It failed again and again and was given up.</source>
        <translation>فشل مرارًا فتم التخلي عنه.</translation>
    </message>
    <message>
        <source>It failed again and again, and somebody dismissed it.</source>
        <translation>فشل مرارًا، وصرف أحدهم النظر عنه.</translation>
    </message>
    <message>
        <source>Nobody noted how it came in.</source>
        <translation>لم يسجَّل كيف وصل.</translation>
    </message>
    <message>
        <source>It still waits to be sent.</source>
        <translation>ما زال ينتظر الإرسال.</translation>
    </message>
    <message>
        <source>A phone has it and has not said yet that it was sent.</source>
        <translation>هو لدى هاتف لم يؤكد إرساله بعد.</translation>
    </message>
    <message>
        <source>Nobody knows whether it was sent.</source>
        <translation>لا أحد يعلم هل أُرسل.</translation>
    </message>
    <message>
        <source>It was sent.</source>
        <translation>تم إرساله.</translation>
    </message>
    <message>
        <source>It arrived.</source>
        <translation>وصل.</translation>
    </message>
    <message>
        <source>It failed.</source>
        <translation>فشل.</translation>
    </message>
    <message>
        <source>It was deleted.</source>
        <translation>تم حذفه.</translation>
    </message>
    <message>
        <source>It is planned.</source>
        <translation>مخطَّط له.</translation>
    </message>
    <message>
        <source>It was due and waits for somebody&apos;s word.</source>
        <translation>حان موعده وينتظر قرار أحد الموظفين.</translation>
    </message>
    <message>
        <source>It came about.</source>
        <translation>تم.</translation>
    </message>
    <message>
        <source>It was left out.</source>
        <translation>تم تخطيه.</translation>
    </message>
    <message>
        <source>It is not planned for this contact.</source>
        <translation>ليس مخططًا لجهة الاتصال هذه.</translation>
    </message>
    <message>
        <source>It is just being planned.</source>
        <translation>يجري التخطيط له الآن.</translation>
    </message>
    <message>
        <source>It rests.</source>
        <translation>متوقف مؤقتًا.</translation>
    </message>
    <message>
        <source>It will not come again.</source>
        <translation>لن يتكرر.</translation>
    </message>
    <message>
        <source>It is switched off.</source>
        <translation>معطَّل.</translation>
    </message>
    <message>
        <source>Expected: {time}.</source>
        <translation>المتوقع: {time}.</translation>
    </message>
    <message>
        <source>It was given up: {error}. It can be handled again from the list of failed work.</source>
        <translation>تُخلّي عنه: {error}. يمكن معالجته من جديد من قائمة الأعمال الفاشلة.</translation>
    </message>
    <message>
        <source>It was given up: {error}. Somebody dismissed it: no flow gets it any more.</source>
        <translation>تُخلّي عنه: {error}. صرف أحدهم النظر عنه: لن يتلقاه أي مسار بعد الآن.</translation>
    </message>
    <message>
        <source>the program ended in the middle of it, again and again</source>
        <translation>توقف البرنامج في منتصفه مرارًا</translation>
    </message>
    <message>
        <source>A message came in on {channel}.</source>
        <translation>وصلت رسالة على {channel}.</translation>
    </message>
    <message>
        <source>On {channel}: {event}.</source>
        <translation>على {channel}: {event}.</translation>
    </message>
    <message>
        <source>Its phone serves only this workspace.</source>
        <translation>هاتفه يخدم مساحة العمل هذه فقط.</translation>
    </message>
    <message>
        <source>Its first word is a keyword of this workspace.</source>
        <translation>كلمته الأولى كلمة مفتاحية لمساحة العمل هذه.</translation>
    </message>
    <message>
        <source>This workspace has a trigger for it.</source>
        <translation>لدى مساحة العمل هذه مشغّل له.</translation>
    </message>
    <message>
        <source>A flow of this workspace waited for an answer from this number.</source>
        <translation>كان مسار في مساحة العمل هذه ينتظر ردًّا من هذا الرقم.</translation>
    </message>
    <message>
        <source>This workspace talked with this number last.</source>
        <translation>مساحة العمل هذه آخر من تحدث مع هذا الرقم.</translation>
    </message>
    <message>
        <source>Nothing else told whose it is; this workspace is the phone&apos;s default.</source>
        <translation>لم يدل شيء آخر على صاحبه؛ ومساحة العمل هذه هي الافتراضية للهاتف.</translation>
    </message>
    <message>
        <source>Another workspace had the same claim. Staff should look at it.</source>
        <translation>كان لمساحة عمل أخرى الحق نفسه. على الموظفين التحقق منه.</translation>
    </message>
    <message>
        <source>Its phone serves no workspace.</source>
        <translation>هاتفه لا يخدم أي مساحة عمل.</translation>
    </message>
    <message>
        <source>It could not be handled; it is tried again. Tries so far: {count} ({error}).</source>
        <translation>تعذرت معالجته وستعاد المحاولة. المحاولات حتى الآن: {count} ({error}).</translation>
    </message>
    <message>
        <source>It was given up. Tries: {count} ({error}). It can be handled again from the list of failed work.</source>
        <translation>تم التخلي عنه. المحاولات: {count} ({error}). يمكن إعادة معالجته من قائمة الأعمال الفاشلة.</translation>
    </message>
    <message>
        <source>It was given up. Tries: {count} ({error}). Somebody dismissed it: no flow gets it any more.</source>
        <translation>تُخلّي عنه. المحاولات: {count} ({error}). صرف أحدهم النظر عنه: لن يتلقاه أي مسار بعد الآن.</translation>
    </message>
    <message>
        <source>Its sender is no number that can be answered.</source>
        <translation>مُرسله ليس رقمًا يمكن الرد عليه.</translation>
    </message>
    <message>
        <source>The contact is blocked, so no flow starts.</source>
        <translation>جهة الاتصال محظورة، فلا يبدأ أي مسار.</translation>
    </message>
    <message>
        <source>This was not a call to us, so no trigger looks at it.</source>
        <translation>لم تكن مكالمة واردة إلينا، فلا ينظر فيها أي مشغّل.</translation>
    </message>
    <message>
        <source>The trigger “{trigger}” took it: {flow}.</source>
        <translation>أخذه المشغّل «{trigger}»: ‏{flow}.</translation>
    </message>
    <message>
        <source>The flow {flow} could not start ({error}).</source>
        <translation>تعذّر بدء المسار {flow} ({error}).</translation>
    </message>
    <message>
        <source>The contact was in the flow {flow}, which took it as an answer.</source>
        <translation>كانت جهة الاتصال في المسار {flow} الذي أخذه ردًّا.</translation>
    </message>
    <message>
        <source>The flow that waited could not go on ({error}).</source>
        <translation>تعذّرت متابعة المسار الذي كان ينتظر ({error}).</translation>
    </message>
    <message>
        <source>No trigger took it, and no flow waited for it.</source>
        <translation>لم يأخذه أي مشغّل ولم ينتظره أي مسار.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: “{keyword}” is not the first word.</source>
        <translation>«{trigger}» ({flow}): لا، فـ«{keyword}» ليست الكلمة الأولى.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: “{keyword}” is not the only word.</source>
        <translation>«{trigger}» ({flow}): لا، فـ«{keyword}» ليست الكلمة الوحيدة.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it is only for {channel}.</source>
        <translation>«{trigger}» ({flow}): لا، فهو خاص بـ{channel}.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it is only for the referrer {referrer}.</source>
        <translation>«{trigger}» ({flow}): لا، فهو خاص بالمُحيل {referrer}.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the contact is in none of its groups ({groups}).</source>
        <translation>«{trigger}» ({flow}): لا، فجهة الاتصال ليست في أي من مجموعاته ({groups}).</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it leaves out the contact&apos;s group ({groups}).</source>
        <translation>«{trigger}» ({flow}): لا، فهو يستثني مجموعة جهة الاتصال ({groups}).</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it is in the archive.</source>
        <translation>«{trigger}» ({flow}): لا، فهو مؤرشف.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: it was made later.</source>
        <translation>«{trigger}» ({flow}): لا، فقد أُنشئ لاحقًا.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) would take it today, but did not then: it or the contact was changed since.</source>
        <translation>«{trigger}» ({flow}) كان سيأخذه اليوم، لكنه لم يفعل حينها: تغيّر هو أو جهة الاتصال منذ ذلك الحين.</translation>
    </message>
    <message>
        <source>“{trigger}” did not: its flow {flow} is in the archive.</source>
        <translation>«{trigger}»: لا، فمساره {flow} مؤرشف.</translation>
    </message>
    <message>
        <source>“{trigger}” did not: {flow} is a flow for calls, and phones of the office carry none.</source>
        <translation>«{trigger}»: لا، فـ{flow} مسار للمكالمات وهواتف المكتب لا تدعمها.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the contact was in {waiting}, which takes every message as an answer.</source>
        <translation>«{trigger}» ({flow}): لا، فجهة الاتصال كانت في {waiting} الذي يعدّ كل رسالة ردًّا.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the contact was in {waiting}, which goes first.</source>
        <translation>«{trigger}» ({flow}): لا، فجهة الاتصال كانت في {waiting} وله الأولوية.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: a keyword goes first.</source>
        <translation>«{trigger}» ({flow}): لا، فالكلمة المفتاحية لها الأولوية.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the other one is more exact.</source>
        <translation>«{trigger}» ({flow}): لا، فالآخر أدق.</translation>
    </message>
    <message>
        <source>“{trigger}” ({flow}) did not: the other one fits as well and is older.</source>
        <translation>«{trigger}» ({flow}): لا، فالآخر مناسب مثله وأقدم.</translation>
    </message>
    <message>
        <source>Triggers whose keywords it does not contain: {count}.</source>
        <translation>مشغّلات لا يحتوي على كلماتها المفتاحية: {count}.</translation>
    </message>
    <message>
        <source>This workspace has no trigger for it.</source>
        <translation>ليس لدى مساحة العمل هذه مشغّل له.</translation>
    </message>
    <message>
        <source>The flow {flow} made it.</source>
        <translation>أنشأه المسار {flow}.</translation>
    </message>
    <message>
        <source>{name} wrote it.</source>
        <translation>كتبه {name}.</translation>
    </message>
    <message>
        <source>It is part of a broadcast.</source>
        <translation>هو جزء من بث جماعي.</translation>
    </message>
    <message>
        <source>It was handed to {channel}.</source>
        <translation>سُلِّم إلى {channel}.</translation>
    </message>
    <message>
        <source>{channel} sent it.</source>
        <translation>أرسله {channel}.</translation>
    </message>
    <message>
        <source>{channel} heard that it arrived.</source>
        <translation>علم {channel} بوصوله.</translation>
    </message>
    <message>
        <source>{channel} could not send it.</source>
        <translation>تعذّر على {channel} إرساله.</translation>
    </message>
    <message>
        <source>{channel} never told what became of it.</source>
        <translation>لم يخبر {channel} قط بما حل به.</translation>
    </message>
    <message>
        <source>Part {part} of {parts} was not taken. {reason}</source>
        <translation>لم يُقبل الجزء {part} من {parts}. {reason}</translation>
    </message>
    <message>
        <source>Tries that failed: {count}.</source>
        <translation>المحاولات الفاشلة: {count}.</translation>
    </message>
    <message>
        <source>It failed for good. {reason}</source>
        <translation>فشل نهائيًا. {reason}</translation>
    </message>
    <message>
        <source>Its phone never told what became of it. Nobody sends it again unasked.</source>
        <translation>لم يخبر هاتفه قط بما حل به. ولا أحد يعيد إرساله دون طلب.</translation>
    </message>
    <message>
        <source>The phone has it and sends it when its turn comes.</source>
        <translation>هو لدى الهاتف وسيرسله في دوره.</translation>
    </message>
    <message>
        <source>Its phone was released. Send it again, so that another takes it.</source>
        <translation>تم تحرير هاتفه. أعد إرساله ليأخذه هاتف آخر.</translation>
    </message>
    <message>
        <source>The workspace is in the archive.</source>
        <translation>مساحة العمل مؤرشفة.</translation>
    </message>
    <message>
        <source>The contact is blocked, stopped or archived.</source>
        <translation>جهة الاتصال محظورة أو متوقفة أو مؤرشفة.</translation>
    </message>
    <message>
        <source>It has waited for too long and will fail soon.</source>
        <translation>انتظر أكثر من اللازم وسيفشل قريبًا.</translation>
    </message>
    <message>
        <source>The last try failed; the next one comes later.</source>
        <translation>فشلت المحاولة الأخيرة؛ والتالية لاحقًا.</translation>
    </message>
    <message>
        <source>It goes behind another message for the same contact, which is tried again later.</source>
        <translation>يأتي بعد رسالة أخرى لجهة الاتصال نفسها ستعاد محاولتها لاحقًا.</translation>
    </message>
    <message>
        <source>These are the workspace&apos;s quiet hours: only answers go out.</source>
        <translation>هذه ساعات الهدوء في مساحة العمل: لا تخرج إلا الردود.</translation>
    </message>
    <message>
        <source>The workspace has used its share of the phone for today ({used} of {limit} parts).</source>
        <translation>استهلكت مساحة العمل حصتها من الهاتف لهذا اليوم ({used} من {limit} جزءًا).</translation>
    </message>
    <message>
        <source>Its phone has not been heard of. Look whether it is on and in the office&apos;s network.</source>
        <translation>لم يُسمع من هاتفه. تحقق من أنه يعمل ومتصل بشبكة المكتب.</translation>
    </message>
    <message>
        <source>The phone can send no more just now ({used} parts sent or waiting on it; it sends {limit} at a time).</source>
        <translation>لا يستطيع الهاتف إرسال المزيد الآن ({used} جزءًا أُرسل أو ينتظر فيه؛ ويرسل {limit} في المرة).</translation>
    </message>
    <message>
        <source>Its modem is paused, because the network refused several messages. Look whether the SIM has credit.</source>
        <translation>جهاز المودم الخاص به متوقف مؤقتًا لأن الشبكة رفضت عدة رسائل. تحقق من وجود رصيد في الشريحة.</translation>
    </message>
    <message>
        <source>Its modem is not plugged in, or cannot work. Look at it among the modems.</source>
        <translation>جهاز المودم الخاص به غير موصول أو لا يستطيع العمل. انظر إليه بين أجهزة المودم.</translation>
    </message>
    <message>
        <source>The SIM has sent its parts for today ({used} of {limit}).</source>
        <translation>أرسلت الشريحة أجزاءها لهذا اليوم ({used} من {limit}).</translation>
    </message>
    <message>
        <source>It waits for its turn. Before it in this workspace: {before}. Other workspaces that wait for the phone: {others}.</source>
        <translation>ينتظر دوره. قبله في مساحة العمل هذه: {before}. مساحات عمل أخرى تنتظر الهاتف: {others}.</translation>
    </message>
    <message>
        <source>The event is no longer part of the campaign.</source>
        <translation>لم يعد الحدث جزءًا من الحملة.</translation>
    </message>
    <message>
        <source>The campaign is in the archive.</source>
        <translation>الحملة مؤرشفة.</translation>
    </message>
    <message>
        <source>The contact is blocked, stopped, archived or deleted.</source>
        <translation>جهة الاتصال محظورة أو موقوفة أو مؤرشفة أو محذوفة.</translation>
    </message>
    <message>
        <source>The contact is not in the campaign&apos;s group {group}.</source>
        <translation>جهة الاتصال ليست في مجموعة الحملة {group}.</translation>
    </message>
    <message>
        <source>The contact has no date in {field}.</source>
        <translation>ليس لجهة الاتصال تاريخ في {field}.</translation>
    </message>
    <message>
        <source>The contact&apos;s date in {field} counts.</source>
        <translation>التاريخ المعتمد هو تاريخ جهة الاتصال في {field}.</translation>
    </message>
    <message>
        <source>By that it is due.</source>
        <translation>وعليه يحين موعده.</translation>
    </message>
    <message>
        <source>That was past already when the contact came in question. What is past is never made up for.</source>
        <translation>كان ذلك قد مضى حين صارت جهة الاتصال معنية. ولا يُعوَّض ما مضى.</translation>
    </message>
    <message>
        <source>It is due, and comes about as soon as its turn comes.</source>
        <translation>حان موعده وسيتم في دوره.</translation>
    </message>
    <message>
        <source>Something was changed just now; it is being planned anew.</source>
        <translation>تغيّر شيء للتو ويجري التخطيط من جديد.</translation>
    </message>
    <message>
        <source>It came up too late, because the office was off or its clock was wrong. Somebody has to say if it is still sent.</source>
        <translation>جاء متأخرًا لأن المكتب كان مطفأً أو ساعته خاطئة. على أحدهم أن يقرر هل يُرسل.</translation>
    </message>
    <message>
        <source>Somebody said that it is sent although it is late.</source>
        <translation>قرر أحدهم إرساله رغم تأخره.</translation>
    </message>
    <message>
        <source>It started the flow {flow}.</source>
        <translation>بدأ المسار {flow}.</translation>
    </message>
    <message>
        <source>It sent its message.</source>
        <translation>أرسل رسالته.</translation>
    </message>
    <message>
        <source>It was left out. {reason}</source>
        <translation>تم تخطيه. {reason}</translation>
    </message>
    <message>
        <source>It was given up. Tries: {count} ({error}).</source>
        <translation>تم التخلي عنه. المحاولات: {count} ({error}).</translation>
    </message>
    <message>
        <source>It failed and is tried again. Tries so far: {count} ({error}).</source>
        <translation>فشل وستعاد المحاولة. المحاولات حتى الآن: {count} ({error}).</translation>
    </message>
    <message>
        <source>The flow is about to start.</source>
        <translation>المسار على وشك البدء.</translation>
    </message>
    <message>
        <source>The flow started for the contact.</source>
        <translation>بدأ المسار لجهة الاتصال.</translation>
    </message>
    <message>
        <source>The flow did not start: the contact was no longer active, was in a flow, or the flow was archived.</source>
        <translation>لم يبدأ المسار: لم تعد جهة الاتصال نشطة أو كانت في مسار أو كان المسار مؤرشفًا.</translation>
    </message>
    <message>
        <source>The flow could not start ({error}).</source>
        <translation>تعذّر بدء المسار ({error}).</translation>
    </message>
    <message>
        <source>The contact is in a flow ({flow}) just now; the event leaves such contacts out.</source>
        <translation>جهة الاتصال الآن في مسار ({flow})؛ والحدث يتخطى أمثالها.</translation>
    </message>
    <message>
        <source>The office&apos;s clock is in doubt: nothing that hangs on the date happens until somebody says that it is right.</source>
        <translation>ساعة المكتب موضع شك: لا يحدث شيء يعتمد على التاريخ حتى يؤكد أحدهم صحتها.</translation>
    </message>
    <message>
        <source>Very many messages of the workspace wait to be sent; more are made when those have gone.</source>
        <translation>رسائل كثيرة جدًا لمساحة العمل تنتظر الإرسال؛ وتُنشأ غيرها بعد خروجها.</translation>
    </message>
    <message>
        <source>This is its next time.</source>
        <translation>هذا موعده التالي.</translation>
    </message>
    <message>
        <source>This was its last time.</source>
        <translation>كان هذا موعده الأخير.</translation>
    </message>
    <message>
        <source>Contacts who were reached: {count}. Taken up: {taken_up}.</source>
        <translation>جهات الاتصال التي تم الوصول إليها: {count}. المشمولة: {taken_up}.</translation>
    </message>
    <message>
        <source>That time nothing could come of it ({error}).</source>
        <translation>في تلك المرة لم يمكن فعل شيء ({error}).</translation>
    </message>
    <message>
        <source>It came up too late. Somebody has to say whether it is still done.</source>
        <translation>جاء متأخرًا. على أحدهم أن يقرر هل يُنفَّذ.</translation>
    </message>
    <message>
        <source>It is later than the workspace allows ({minutes} minutes). {policy}</source>
        <translation>تأخّر أكثر مما تسمح به مساحة العمل ({minutes} دقيقة). {policy}</translation>
    </message>
    <message>
        <source>It was switched off.</source>
        <translation>تم تعطيله.</translation>
    </message>
    <message>
        <source>Its flow {flow} is in the archive.</source>
        <translation>مساره {flow} مؤرشف.</translation>
    </message>
    <message>
        <source>It rests until somebody lets it go on.</source>
        <translation>متوقف مؤقتًا حتى يعيد أحدهم تشغيله.</translation>
    </message>
    <message>
        <source>It had only one time, and that is past.</source>
        <translation>كان له موعد واحد وقد مضى.</translation>
    </message>
    <message>
        <source>It has not come about yet.</source>
        <translation>لم يحدث بعد.</translation>
    </message>
    <message>
        <source>Its modem serves only this workspace.</source>
        <translation>مودمه يخدم مساحة العمل هذه فقط.</translation>
    </message>
    <message>
        <source>Nothing else told whose it is; this workspace is the modem&apos;s default.</source>
        <translation>لم يدل شيء آخر على صاحبه؛ ومساحة العمل هذه هي الافتراضية للمودم.</translation>
    </message>
    <message>
        <source>Its modem serves no workspace.</source>
        <translation>مودمه لا يخدم أي مساحة عمل.</translation>
    </message>
    <message>
        <source>Its modem never told what became of it. Nobody sends it again unasked.</source>
        <translation>لم يقل مودمه قط ما آل إليه. لا أحد يعيد إرساله دون طلب.</translation>
    </message>
    <message>
        <source>The modem has it and is sending it.</source>
        <translation>هو لدى المودم الذي يرسله الآن.</translation>
    </message>
    <message>
        <source>Its modem was released. Send it again, so that another takes it.</source>
        <translation>تم تحرير مودمه. أعد إرساله ليأخذه غيره.</translation>
    </message>
    <message>
        <source>The workspace has used its share of the modem for today ({used} of {limit} parts).</source>
        <translation>استهلكت مساحة العمل حصتها من المودم لهذا اليوم ({used} من {limit} جزءًا).</translation>
    </message>
    <message>
        <source>It waits for its turn. Before it in this workspace: {before}. Other workspaces that wait for the modem: {others}.</source>
        <translation>ينتظر دوره. قبله في مساحة العمل هذه: {before}. مساحات عمل أخرى تنتظر المودم: {others}.</translation>
    </message>
    <message>
        <source>a call that was answered</source>
        <translation>مكالمة تم الرد عليها</translation>
    </message>
    <message>
        <source>a missed call</source>
        <translation>مكالمة فائتة</translation>
    </message>
    <message>
        <source>a call that was made</source>
        <translation>مكالمة صادرة</translation>
    </message>
    <message>
        <source>a call</source>
        <translation>مكالمة</translation>
    </message>
    <message>
        <source>a new conversation</source>
        <translation>محادثة جديدة</translation>
    </message>
    <message>
        <source>a referral</source>
        <translation>إحالة</translation>
    </message>
    <message>
        <source>an opt-in</source>
        <translation>اشتراك</translation>
    </message>
    <message>
        <source>an opt-out</source>
        <translation>إلغاء اشتراك</translation>
    </message>
    <message>
        <source>The contact was in a flow.</source>
        <translation>كانت جهة الاتصال في مسار.</translation>
    </message>
    <message>
        <source>Somebody took it out.</source>
        <translation>أزاله أحد الموظفين.</translation>
    </message>
    <message>
        <source>Its message was empty for this contact.</source>
        <translation>كانت رسالته فارغة لجهة الاتصال هذه.</translation>
    </message>
    <message>
        <source>It came up too late.</source>
        <translation>جاء متأخرًا.</translation>
    </message>
    <message>
        <source>The contact was not active.</source>
        <translation>لم تكن جهة الاتصال نشطة.</translation>
    </message>
    <message>
        <source>The contact had left the group.</source>
        <translation>كانت جهة الاتصال قد غادرت المجموعة.</translation>
    </message>
    <message>
        <source>The contact had no date.</source>
        <translation>لم يكن لجهة الاتصال تاريخ.</translation>
    </message>
    <message>
        <source>The contact&apos;s date was changed to one that is past.</source>
        <translation>تغيّر تاريخ جهة الاتصال إلى تاريخ مضى.</translation>
    </message>
    <message>
        <source>The event or its campaign was changed.</source>
        <translation>تغيّر الحدث أو حملته.</translation>
    </message>
    <message>
        <source>It is sent all the same.</source>
        <translation>يُرسل مع ذلك.</translation>
    </message>
    <message>
        <source>It is left out.</source>
        <translation>يُتخطى.</translation>
    </message>
    <message>
        <source>Somebody is asked.</source>
        <translation>يُسأل أحد الموظفين.</translation>
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
        <source>It is too long for one phone to send.</source>
        <translation>إنها أطول من أن يرسلها هاتف واحد.</translation>
    </message>
    <message>
        <source>The same text went to this contact too often.</source>
        <translation>أُرسل النص نفسه إلى جهة الاتصال هذه مرات كثيرة جدًا.</translation>
    </message>
    <message>
        <source>Its broadcast was stopped.</source>
        <translation>أُوقف البث الذي كانت منه.</translation>
    </message>
    <message>
        <source>Its workspace is in the archive.</source>
        <translation>مساحة العمل الخاصة بها في الأرشيف.</translation>
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
        <source>Differs</source>
        <translation>مختلف</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>مستبعد</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>تم التراجع عنه</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>يبقى</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>مسار</translation>
    </message>
    <message>
        <source>Labels of a flow</source>
        <translation>تسميات مسار</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>حملة</translation>
    </message>
    <message>
        <source>Campaign event</source>
        <translation>حدث حملة</translation>
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
        <source>Ticket topic</source>
        <translation>موضوع تذكرة</translation>
    </message>
    <message>
        <source>Global</source>
        <translation>قيمة عامة</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>جهة اتصال</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>شخص</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>إعداد</translation>
    </message>
    <message>
        <source>The file has it twice.</source>
        <translation>هو مكرر في الملف.</translation>
    </message>
    <message>
        <source>Its phone is not in this office: it is for all phones now.</source>
        <translation>هاتفه ليس في هذا المكتب: صار لكل الهواتف.</translation>
    </message>
    <message>
        <source>Contacts that it names are not in this workspace.</source>
        <translation>جهات الاتصال التي يذكرها ليست في مساحة العمل هذه.</translation>
    </message>
    <message>
        <source>Flows need it, and it is neither here nor in the file.</source>
        <translation>تحتاجه مسارات، وليس هنا ولا في الملف.</translation>
    </message>
    <message>
        <source>Its key cannot be used.</source>
        <translation>لا يمكن استخدام مفتاحه.</translation>
    </message>
    <message>
        <source>The contact field that it counts from is not a date.</source>
        <translation>حقل جهة الاتصال الذي يُحسب منه ليس تاريخًا.</translation>
    </message>
    <message>
        <source>Here it is of another type, and stays so.</source>
        <translation>هو هنا من نوع آخر، ويبقى كذلك.</translation>
    </message>
    <message>
        <source>Its type is not known.</source>
        <translation>نوعه غير معروف.</translation>
    </message>
    <message>
        <source>Its flow is neither here nor in the file.</source>
        <translation>مساره ليس هنا ولا في الملف.</translation>
    </message>
    <message>
        <source>It cannot start a flow of this type.</source>
        <translation>لا يمكنه بدء مسار من هذا النوع.</translation>
    </message>
    <message>
        <source>Its group is neither here nor in the file.</source>
        <translation>مجموعته ليست هنا ولا في الملف.</translation>
    </message>
    <message>
        <source>Here it has another query, and keeps it.</source>
        <translation>له هنا استعلام آخر، ويحتفظ به.</translation>
    </message>
    <message>
        <source>Its query cannot be used. It is an ordinary group now.</source>
        <translation>لا يمكن استخدام استعلامها. صارت مجموعة عادية.</translation>
    </message>
    <message>
        <source>A keyword is one word of at most 16 characters. Others are left out.</source>
        <translation>الكلمة المفتاحية كلمة واحدة من 16 حرفًا على الأكثر. تُترك غيرها.</translation>
    </message>
    <message>
        <source>It has languages that are not known.</source>
        <translation>فيه لغات غير معروفة.</translation>
    </message>
    <message>
        <source>The workspace has as many of these as it may have.</source>
        <translation>لدى مساحة العمل أقصى عدد مسموح به من هذه.</translation>
    </message>
    <message>
        <source>It has no message.</source>
        <translation>ليست له رسالة.</translation>
    </message>
    <message>
        <source>It has no name.</source>
        <translation>ليس له اسم.</translation>
    </message>
    <message>
        <source>Another one has this name.</source>
        <translation>غيره يحمل هذا الاسم.</translation>
    </message>
    <message>
        <source>Outpost cannot use this yet.</source>
        <translation>لا يستطيع Outpost استخدام هذا بعد.</translation>
    </message>
    <message>
        <source>It ends: the file has others in its place.</source>
        <translation>ينتهي: في الملف غيره مكانه.</translation>
    </message>
    <message>
        <source>The file does not say when, or its time is past.</source>
        <translation>لا يذكر الملف متى، أو مضى وقته.</translation>
    </message>
    <message>
        <source>Another trigger of the file answers the same.</source>
        <translation>مشغّل آخر في الملف يجيب على الشيء نفسه.</translation>
    </message>
    <message>
        <source>Here it has another value, and keeps it.</source>
        <translation>له هنا قيمة أخرى، ويحتفظ بها.</translation>
    </message>
    <message>
        <source>It was archived and is in use again.</source>
        <translation>كان مؤرشفًا وعاد إلى الاستخدام.</translation>
    </message>
    <message>
        <source>It was changed since.</source>
        <translation>تغيّر منذ ذلك الحين.</translation>
    </message>
    <message>
        <source>Something else needs it.</source>
        <translation>شيء آخر يحتاجه.</translation>
    </message>
    <message>
        <source>It is no longer here.</source>
        <translation>لم يعد هنا.</translation>
    </message>
    <message>
        <source>Another trigger has taken its place.</source>
        <translation>أخذ مشغّل آخر مكانه.</translation>
    </message>
    <message>
        <source>It was used since.</source>
        <translation>استُخدم منذ ذلك الحين.</translation>
    </message>
    <message>
        <source>Any other message</source>
        <translation>أي رسالة أخرى</translation>
    </message>
    <message>
        <source>A time</source>
        <translation>وقت</translation>
    </message>
    <message>
        <source>A call</source>
        <translation>مكالمة</translation>
    </message>
    <message>
        <source>A missed call</source>
        <translation>مكالمة فائتة</translation>
    </message>
    <message>
        <source>A new conversation</source>
        <translation>محادثة جديدة</translation>
    </message>
    <message>
        <source>A referral</source>
        <translation>إحالة</translation>
    </message>
    <message>
        <source>A closed ticket</source>
        <translation>تذكرة مغلقة</translation>
    </message>
    <message>
        <source>An opt-in</source>
        <translation>اشتراك</translation>
    </message>
    <message>
        <source>An opt-out</source>
        <translation>إلغاء اشتراك</translation>
    </message>
    <message>
        <source>It is damaged.</source>
        <translation>إنه تالف.</translation>
    </message>
    <message>
        <source>Three of your exports and imports are not finished yet. Wait for one, or cancel one.</source>
        <translation>ثلاث من عمليات التصدير والاستيراد الخاصة بك لم تنتهِ بعد. انتظر إحداها أو ألغِها.</translation>
    </message>
    <message>
        <source>This could not be finished, three times. Restart Outpost and try again.</source>
        <translation>تعذّر إكمال هذا ثلاث مرات. أعد تشغيل Outpost وحاول مرة أخرى.</translation>
    </message>
    <message>
        <source>This took too long and was ended. Try again with less at a time.</source>
        <translation>استغرق هذا وقتًا طويلًا فأُنهي. حاول مرة أخرى بكمية أقل في كل مرة.</translation>
    </message>
    <message>
        <source>With the modem</source>
        <translation>لدى المودم</translation>
    </message>
    <message>
        <source>The modem tried several times without success.</source>
        <translation>حاول المودم عدة مرات دون نجاح.</translation>
    </message>
    <message>
        <source>It waited for its modem for too long.</source>
        <translation>انتظرت مودمها وقتًا طويلًا جدًا.</translation>
    </message>
    <message>
        <source>The modem could not send it.</source>
        <translation>لم يستطع المودم إرسالها.</translation>
    </message>
    <message>
        <source>Its modem was released.</source>
        <translation>تم تحرير مودمها.</translation>
    </message>
    <message>
        <source>It is too long for one SIM card to send.</source>
        <translation>هي أطول من أن ترسلها شريحة واحدة.</translation>
    </message>
    <message>
        <source>No phone or modem could take it.</source>
        <translation>لم يستطع أي هاتف أو مودم أخذها.</translation>
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
