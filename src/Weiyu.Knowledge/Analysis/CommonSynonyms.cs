namespace Weiyu.Knowledge.Analysis;

/// <summary>
/// Ways to say the same in customer service, Chinese and English: what makes a question in one language find an answer in the other.
/// One group a line. A line that begins with <c>~</c> holds question words: they tell answers apart, but weigh little.
/// A knowledge folder adds its own in <c>synonyms.yaml</c>.
/// </summary>
internal static class CommonSynonyms
{
    /// <summary>The groups.</summary>
    public const string Groups = """
        ~ 多久, 多长时间, 几天, 多少天, 几个工作日, 什么时候, 啥时候, 何时, 几时, 时效, 时限, 多快, 几号, 哪天, 时间, 期限, 时长, 周期, 多长, how long, duration, period, when, how soon, how fast, how quickly, how many days, take long, time
        ~ 多少钱, 几块钱, 费用, 价钱, 收费, 多少费用, 花多少, 贵吗, how much, cost, costs, fee, fees, charge, charges, price, expensive
        ~ 哪里, 哪儿, 在哪, 何处, 什么地方, where, where can
        ~ 不能, 不支持, 不可以, 不可, 不得, 不允许, 不予, 不行, 除外, cannot, cant, can't, not allowed, not possible, excluded, except, does not cover
        ~ 商品, 产品, 货品, 宝贝, item, items, product, products, goods, article, articles
        ~ 使用, 用, use, using, used
        ~ 收到, 拿到, 收, 到手, receive, received, get
        ~ 发送, 发给, send, sent
        ~ 几个, 多少个, 几本, 几件, 几次, 几张, 几份, 几位, 几人, 多少本, 多少件, 多少次, 多少张, 多少人, 数量, 件数, how many, number of, quantity
        ~ 几点, 几点钟, what time, which hours
        退款, 退钱, 返款, 退回款, 钱退, 还钱, 退还, 退费, refund, refunds, refunded, money back, reimburse, reimbursement
        退货, 退回去, 寄回, 退掉, 退换, 退换货, 无理由, return, returns, send back, give back, returning
        换货, 调换, 更换, 退换, 退换货, 换一件, 换一个, 换个, exchange, swap, replace, replacement
        快递, 物流, 配送, 送货, 派送, 运送, 运输, 送达, 寄送, 邮寄, shipping, delivery, deliver, ship, shipment, courier, mail, postage
        发货, 寄出, 出货, 发出, dispatch, dispatched, ship out, ship, shipped, send out
        到货, 送到, 收到货, 送达, 到达, 寄到, arrive, arrives, arrival, delivered, get here
        运费, 邮费, 快递费, 配送费, 邮资, shipping fee, shipping cost, delivery fee, delivery cost, shipping charge, delivery charge, postage, shipping price
        包邮, 免运费, 免邮, 免邮费, free shipping, free delivery
        加急, 加快, 催单, 催一下, 尽快, 快点, 特快, 次日达, express, expedite, expedited, urgent, rush, hurry, next day, faster
        单号, 运单, 运单号, 快递单号, 物流单号, 跟踪, 追踪, 物流信息, tracking, track, tracking number, waybill
        包裹, 快件, 邮包, 货物, parcel, package
        丢失, 丢件, 弄丢, 丢了, 不见了, 遗失, lost, missing, lose
        破损, 损坏, 坏了, 坏的, 碎了, 摔坏, 破了, 压坏, 有问题, 瑕疵, 质量问题, 故障, damaged, damage, broken, broke, defective, defect, faulty, crushed, cracked
        发错, 错发, 寄错, 发错货, 不对板, wrong item, incorrect item, wrong product, not what i ordered
        少发, 漏发, 缺件, 少了, missing item, items missing, incomplete
        签收, 收件, 代收, sign for, signed for, signing
        自提, 自取, 上门取, 到店取, 去店里拿, 自己拿, pick up, picking up, pickup, collect, collect in store, click and collect
        海外, 国外, 国际, 境外, 港澳台, overseas, abroad, international, internationally, foreign countries
        订单, 单子, order, orders
        下单, 购买, 买, 买东西, 订购, 选购, 拍下, place an order, buy, bought, order online, purchase, purchased
        取消, 撤销, 不要了, 不想要, 撤单, 退订, cancel, cancellation, call off, cancelling
        修改, 更改, 变更, 改成, 改一下, 改为, 改, 更换, 更新, 换, change, modify, edit, update, amend, switch
        地址, 收货地址, address, addresses
        发票, 开票, 票据, invoice, invoices, receipt, fapiao, billing document
        专票, 增值税专用发票, 专用发票, 增值税, vat, vat invoice, special invoice
        抬头, 发票抬头, 公司名称, invoice title, company name
        税号, 纳税人识别号, tax number, tax id, taxpayer
        报销, reimburse, expense, expenses
        优惠券, 优惠卷, 券, 红包, 折扣券, 折扣码, 优惠码, 代金券, 兑换码, coupon, coupons, voucher, vouchers, promo code, discount code, promotion code
        优惠, 折扣, 打折, 活动, 促销, 便宜, 降价, 特价, 满减, discount, discounts, promotion, promotions, sale, deal, offer, cheaper, special offer
        叠加, 同时使用, 一起用, 一起使用, 合并使用, combine, stack, together, combined, at the same time
        过期, 失效, 到期, 有效期, 期限, 有效, expire, expired, expires, expiry, validity, valid, expiration, deadline
        保价, 价保, 差价, 补差价, 价格保护, price protection, price match, price drop, price difference
        支付, 付款, 付钱, 买单, 结账, 结算, 缴费, 交费, 交钱, 付, pay, payment, payments, paying, checkout, paid
        分期, 花呗, 白条, 分期付款, 按月付, 月付, monthly, spread the cost, pay monthly, installment, installments, instalment, instalments, pay monthly, pay later
        货到付款, cash on delivery, cod, pay on delivery
        支付失败, 付款失败, 付不了, 支付不了, 付款不成功, 付不了款, 支付不成功, payment failed, payment declined, card declined, cannot pay, payment rejected
        微信, 微信支付, wechat, wechat pay, weixin
        支付宝, alipay
        银行卡, 信用卡, 借记卡, 储蓄卡, credit card, debit card, bank card, visa, mastercard
        扣款, 重复扣款, 扣了两次, 多扣, 扣了, charged, charged twice, double charged, deducted, billed twice
        到账, 入账, 退到, 原路, credited, arrive in my account, back on my card
        现金, cash
        账号, 账户, 帐号, 帐户, account, accounts, profile
        注册, 开户, 开通, 申请账号, 办理, register, sign up, signup, create an account, registration, open an account, enroll, join
        登录, 登陆, 登入, 登不上, 进不去, log in, login, sign in, signin, log on
        密码, 口令, password, passcode, passwords
        忘记, 忘了, 记不得, 不记得, 想不起, 找回, forgot, forget, forgotten, recover, remember
        重置, 重设, reset
        手机号, 手机号码, 电话号码, 手机号换, phone number, mobile number, cell number, mobile
        验证码, 短信码, 校验码, verification code, sms code, otp, security code
        注销, 销户, 删除账号, 删号, 注销账户, close account, delete my account, delete account, deactivate, close my account, remove my account
        会员, 会籍, vip, member, membership, members
        积分, 点数, points, reward points, loyalty points, rewards, credits
        等级, 级别, level, tier, grade
        保修, 质保, 三包, 保固, warranty, guarantee, guaranteed
        维修, 修理, 返修, 修一下, 售后, 能修, repair, repairs, fix, service centre, service center, after sales
        尺码, 尺寸, 大小, 码数, 号码大小, 多大, 穿多大, 几码, size, sizes, sizing, size chart, fit, fits, measurements
        偏大, 偏小, 太大, 太小, 不合身, 不合适, 大了, 小了, too big, too small, too large, too tight, does not fit, doesnt fit, wrong size
        颜色, 色差, 色号, color, colour, colors, colours, shade
        材质, 面料, 材料, 成分, 布料, material, materials, fabric, made of, composition
        洗涤, 清洗, 水洗, 机洗, 手洗, 怎么洗, 保养, wash, washing, clean, cleaning, care, laundry
        缺货, 没货, 断货, 售罄, 卖完, 无货, out of stock, sold out, unavailable
        有货, 库存, 现货, 补货, in stock, stock, availability, available, restock, back in stock
        预售, 预订, 定金, 预定, 预约, pre-order, preorder, deposit, reserve, reservation, book, booking
        正品, 真货, 假货, 正版, 真伪, 是真的, authentic, genuine, fake, counterfeit, original
        隐私, 个人信息, 个人资料, 个人数据, 信息安全, 泄露, privacy, personal data, personal information, data protection, my data
        删除, 清除, 抹掉, delete, remove, erase
        人工, 人工客服, 真人, 转人工, human, real person, human agent, representative, live agent, operator
        联系, 联系方式, 客服电话, 打电话, 热线, contact, reach, get in touch, call, phone, hotline, telephone
        营业时间, 上班时间, 工作时间, 服务时间, 开门, 营业, 几点上班, 几点下班, 几点开门, 几点关门, 开放时间, opening hours, business hours, working hours, open, hours, opening times, close, closing
        周末, 星期六, 星期天, 周六, 周日, 节假日, 假期, 放假, weekend, weekends, saturday, sunday, holiday, holidays
        门店, 实体店, 线下, 店铺, 分店, store, stores, shop, physical store, branch, location, locations
        投诉, 举报, 差评, 不满意, complaint, complain, complaints, dissatisfied
        礼品, 礼物, 送礼, 送人, gift, gifts, present
        礼品卡, 购物卡, 储值卡, gift card, gift cards
        包装, 礼盒, 礼品包装, wrapping, packaging, gift wrap, gift wrapping, gift box
        赠品, 赠送, 小样, freebie, free gift, sample, samples
        批发, 团购, 大量采购, 企业采购, 批量, wholesale, bulk, bulk order, large quantity
        评价, 晒单, 评论, review, reviews, rating, feedback
        体验, 试用, 试穿, 试听, 试课, trial, try, try out, free trial, test
        升级, upgrade
        暂停, 冻结, 停卡, 挂起, pause, freeze, suspend, hold
        转让, 转给, 过户, transfer, transfers, hand over
        转账, 汇款, 打钱, transfer money, wire, money transfer, bank transfer, transfers, transfer
        挂失, 丢卡, 卡丢了, 补办, report lost, lost card, stolen, replacement card
        利息, 利率, interest, interest rate, rate
        贷款, 借款, 借钱, 房贷, loan, loans, mortgage, borrow
        余额, balance, remaining
        限额, 上限, 额度, 最多, 最高, limit, limits, maximum, max, cap
        最低, 起步, 最少, minimum, at least
        手续费, 服务费, 佣金, handling fee, service fee, service charge, commission, transaction fee
        押金, 保证金, security deposit, deposit
        停车, 车位, 停车场, parking, park, car park, parking lot
        早餐, 早饭, breakfast
        入住, 办理入住, check in, check-in, checkin
        退房, 离店, check out, check-out, late checkout
        宠物, 狗, 猫, 带狗, pet, pets, dog, dogs, cat, cats, animal, animals
        小孩, 孩子, 儿童, 小朋友, 宝宝, 小学生, 未成年, 儿子, 女儿, son, daughter, toddlers, minor, minors, child, children, kid, kids, baby, toddler
        学生, 学生证, student, students
        老人, 老年人, senior, seniors, elderly
        课程, 课, 培训, 班, class, classes, course, courses, lesson, lessons, training
        教练, 老师, 讲师, 私教, trainer, coach, teacher, instructor, personal trainer, tutor
        套餐, 方案, 版本, 计划, plan, plans, subscription, package, bundle
        续费, 续订, 自动续费, 续期, renew, renewal, auto renew, auto-renew
        账单, 对账单, bill, bills, billing, statement, statements
        下载, download, downloads
        安装, 装机, 上门安装, install, installation, set up, setup, assemble
        连接, 连不上, 连网, 联网, 连上, connect, connection, pairing, pair, connecting
        无线网, 无线, 网络, wi-fi, wifi, wireless, internet, network
        充电, 电池, 续航, charge the battery, battery, charging, charger, battery life
        语言, 中文, 英文, 英语, language, languages, english, chinese
        文件, 材料清单, 证件, 资料, document, documents, paperwork, papers
        身份证, 护照, id card, passport, identity card, id
        预约, 约时间, 挂号, appointment, schedule an appointment, make an appointment, book a visit
        改期, 改时间, 改签, 延期, reschedule, postpone, change the date
        迟到, 晚到, 延误, 耽误, 超时, late, delay, delayed, overdue
        保险, 理赔, insurance, claim, insured
        食材, 过敏, 过敏原, allergy, allergies, allergen, allergens, allergic
        安全, 风险, 安全吗, safe, safety, secure, security
        退出, 退会, 解约, 终止, 解除合同, quit, terminate, end contract, cancel membership, leave
        合同, 协议, 条款, contract, agreement, terms
        邀请, 推荐, 拉新, refer, referral, invite, refer a friend
        毛巾, towel, towels
        更衣, 更衣室, 储物柜, 柜子, locker, lockers, changing room
        害怕, 紧张, 担心, 恐惧, scared, afraid, nervous, anxious, fear, frightened, worried
        疼, 痛, 疼痛, 难受, pain, painful, hurt, hurts, ache, sore
        医生, 大夫, 牙医, doctor, dentist, physician, gp
        同事, 队友, 成员, 团队, colleague, colleagues, teammate, teammates, coworker, coworkers, team, member, members
        邀请, 添加, 加入, 增加, invite, add, join
        导出, 下载, export, download, exporting
        导入, 迁移, 搬, import, importing, migrate, migration, move over, bring over
        启用, 开启, 打开, 激活, enable, activate, turn on, switch on, activation
        停止, 结束, 终止, 中止, 停下, stop, stopping, end, ending, finish, quit
        开始, 启动, 开启, start, starting, begin, launch
        关闭, 停用, 关掉, 禁用, disable, turn off, switch off, deactivate, mute, unsubscribe, stop
        故障, 宕机, 挂了, 打不开, 崩溃, outage, outages, down, incident, incidents, crash, crashed, not working, unavailable
        重复, 循环, 定期, repeat, recurring, recurrence, regularly, periodic
        恢复, 找回, 还原, restore, recover, undelete, get back
        两步验证, 双重验证, 二次验证, 2fa, two factor, two-factor, mfa, two-step
        通知, 消息提醒, 提醒, notification, notifications, alert, alerts, reminder, reminders
        错误, 写错, 填错, 输错, 开错, 有误, 弄错, wrong, incorrect, mistake, by mistake, error
        逾期, 超期, 过期没还, 滞纳金, 罚款, 罚, overdue, fine, fines, late fee, penalty
        借阅, 借书, 借, 借用, borrow, borrowing, lend, loan
        归还, 还书, return, give back
        图书, 书籍, 书, book, books
        办理, 申请, 办, 开办, apply, apply for, application, request
        补办, 重新办理, replacement, reissue
        出售, 卖, 转卖, sell, sold, sale
        价格, 票价, 收费标准, 标价, price, prices, pricing
        吃, 饮食, 食物, 餐饮, 喝, 吃东西, 咖啡, food, eat, eating, drink, drinks, meal, meals
        座位, 位子, 占座, 座, seat, seats, seating
        打印, 复印, 打印机, print, printing, copy, photocopy
        报名, 预约报名, 参加, sign up, enrol, register, attend, join
        闭馆, 关门, 打烊, 下班, 闭店, close, closing, closed
        开馆, 开门, 上班, 开店, open, opening
        破, 碎, 裂, 洞, 破洞, 撕, 撕坏, 坏, torn, hole, crack, smashed, shattered
        少, 缺, 漏, missing, short, less
        退, 退货, 退款, return, refund
        行李, 箱子, 旅行箱, 包裹行李, baggage, luggage, suitcase, suitcases, bag, bags
        航班, 飞机, 班机, 坐飞机, flight, flights, plane, aeroplane, airplane, fly, flying
        机票, 车票, 门票, ticket, tickets, fare, fares
        登机, 值机, 登机牌, boarding, boarding pass, check in
        重量, 多重, 公斤, weight, weigh, weighs, heavy, kg
        允许, 额度, 配额, allowance, quota, entitlement
        素食, 吃素, 纯素, vegetarian, vegan, plant-based, meatless
        赔偿, 补偿, 赔, 索赔, compensation, compensate, reimbursement
        酒店, 宾馆, 旅馆, 民宿, hotel, hostel, inn
        房间, 客房, 房型, room, rooms, suite
        床, 加床, bed, beds, extra bed, cot, crib
        叫醒, 延迟退房, 晚退房, late check-out, late checkout
        空调, 暖气, 制冷, 制热, air conditioning, air conditioner, heating, aircon
        噪音, 吵, 太吵, 扰民, 吵闹, noise, noisy, loud
        水管, 管道, 漏水, 漏, 堵塞, pipe, pipes, leak, leaking, plumbing, plumber
        停电, 断电, 跳闸, 没电, power cut, power outage, blackout, no electricity
        电费, 水费, 燃气费, 水电费, utility bill, utilities, electricity bill
        扔, 丢弃, 清运, 垃圾, 废弃, 处理掉, throw away, dispose, disposal, trash, rubbish, garbage, waste
        搬家, 搬迁, 迁入, 搬进, move in, moving, relocation
        租房, 出租, 租客, 房客, 租赁, 租, rent, rental, tenant, tenants, lease, hire
        钥匙, 门禁, 门卡, 门禁卡, key, keys, key card, access card
        保安, 安保, 门卫, security guard, guard, concierge
        轮椅, 残疾人, 无障碍, 行动不便, wheelchair, disabled, disability, accessible, accessibility, reduced mobility
        孕妇, 怀孕, 孕期, pregnant, pregnancy
        生病, 不舒服, 发烧, ill, sick, unwell, fever
        药, 药品, 用药, medicine, medication, drug, drugs, pills
        检查, 体检, 化验, check-up, checkup, examination, exam, screening
        考试, 测验, 补考, exam, exams, examination, quiz
        成绩, 分数, 得分, grade, grades, score, scores, marks, result, results
        学费, 培训费, 报名费, tuition, tuition fee, course fee
        证书, 证明, 结业证, certificate, certificates, certification, diploma
        作业, 练习, homework, assignment, assignments, exercise, exercises
        请假, 缺席, 缺课, 补课, leave of absence, absence, absent, miss a class, make up
        器材, 设备, 器械, 机器, equipment, machine, machines, device, devices
        淋浴, 洗澡, 浴室, shower, showers, bathroom
        锻炼, 健身, 训练, 运动, workout, work out, exercise, gym, fitness
        开卡, 办卡, 激活卡, activate card, open a card, new card
        取款, 取现, 提现, 提款, 取钱, withdraw, withdrawal, cash out, atm
        存款, 存钱, 存入, deposit, deposits, savings, pay in
        汇率, 外币, 换汇, 兑换, exchange rate, foreign currency, currency
        还款, 还贷, 还清, repay, repayment, pay off, pay back
        信用, 征信, 信用分, credit score, credit rating
        诈骗, 被骗, 骗子, 盗刷, 可疑, fraud, scam, phishing, suspicious, unauthorised, unauthorized
        理财, 投资, 基金, investment, invest, investing, fund, funds
        套餐流量, 流量, 上网流量, data plan, mobile data, roaming data
        信号, 没信号, 网络不好, signal, reception, coverage
        漫游, 境外上网, roaming
        话费, 手机费, 充值, 缴话费, top up, recharge, phone bill, prepaid
        路由器, 光猫, 宽带, router, broadband, modem
        掉线, 断网, 连接断开, disconnect, disconnected, drops, keeps dropping
        慢, 卡顿, 太慢, 卡, slow, slowly, laggy, lag
        屏幕, 显示屏, 黑屏, screen, display, monitor
        声音, 音量, 没声音, sound, audio, volume, speaker
        照片, 图片, 相片, photo, photos, picture, pictures, image, images
        视频, 录像, video, videos, recording
        打印机, 卡纸, printer, paper jam
        蓝牙, bluetooth
        固件, 系统更新, 更新系统, 新版本, firmware, software update, update, new version
        同步, 备份, sync, synchronise, synchronize, backup, back up
        用户名, 昵称, 改名, 名字, 姓名, username, nickname, rename, name
        拼写, 写错名字, 错字, spelling, spelled, misspelled, typo
        头像, 个人主页, avatar, profile picture
        邮箱, 邮件, 电子邮件, email, e-mail, mail address, emails
        链接, 网址, link, links, url
        文件大小, 上传, 附件, upload, uploads, attachment, attachments
        权限, 授权, 访问权限, permission, permissions, access rights, role, roles
        管理员, admin, administrator, admins
        工单, 反馈问题, 提交问题, ticket support, bug, bugs, report a problem, issue
        接口, 开发者, api, developer, developers, integration, integrations
        自行车, 单车, 骑车, bike, bikes, bicycle, bicycles
        充电桩, 电动车, 电车, charging station, electric car, ev
        公交, 地铁, 怎么去, 怎么走, 交通, 路线, bus, metro, subway, directions, how to get there, public transport
        机场接送, 接机, 班车, shuttle, airport transfer, airport shuttle
        加油, 油费, fuel, petrol, gas
        桌位, 订位, 订座, 排队, 位置预订, table, reserve a table, book a table
        菜单, 菜品, 点餐, menu, menus, dishes, dish
        外卖, 打包, 自取餐, takeaway, takeout, food delivery
        生日, 庆生, birthday, anniversary
        素质, 着装, 穿什么, dress code, what to wear, clothing
        年龄, 几岁, 多大年纪, 年龄限制, age, age limit, how old, years old
        志愿者, 义工, volunteer, volunteers, volunteering
        捐赠, 捐款, 捐, donate, donation, donations
        签证, 护照, 出入境, visa, visas, passport, passports
        户口, 户籍, 居住证, household registration, residence permit
        社保, 医保, 社会保险, social security, health insurance, medical insurance
        公积金, 住房公积金, housing fund
        税, 个税, 报税, 税率, tax, taxes, tax return
        罚单, 违章, 扣分, 交通罚款, traffic fine, parking ticket, speeding ticket
        结婚, 离婚, 登记结婚, marriage, marry, wedding
        出生, 新生儿, 出生证明, birth, newborn, birth certificate
        死亡, 去世, 丧葬, death, funeral, deceased
        独自, 一个人, 单独, alone, by myself, unaccompanied, solo
        陪同, 陪护, 监护人, 家长陪同, escort, accompany, accompanied, guardian
        走路, 步行, walk, walking, on foot
        液体, 化妆品, 洗发水, liquid, liquids, shampoo, toiletries, cosmetics
        里程, 飞行里程, miles, air miles, frequent flyer
        替换, 改人, 换人, 代替, substitute, change of person
        游泳, 泳池, swim, swimming, pool
        """;
}
