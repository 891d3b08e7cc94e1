#include "base/lang.h"
#include "base/text.h"
#include "cli/travel.h"
#include "jiujin/straight.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(travel_options, field)

static const jj_param params[] = {
    {.name = "friction",
     .type = JJ_P_FILE,
     .offset = AT(friction),
     .help_en = "raster of minutes per metre; NoData cannot be crossed",
     .help_zh = "阻力栅格（每米分钟数），NoData 不可通行"},
    {.name = "landcover",
     .type = JJ_P_FILE,
     .offset = AT(landcover),
     .help_en = "raster of land-cover classes, with --speeds",
     .help_zh = "土地覆盖类别栅格，与 --speeds 同用"},
    {.name = "speeds",
     .type = JJ_P_FILE,
     .offset = AT(speeds),
     .help_en = "table class,mode,speed_kmh; classes not in it cannot be crossed (default: the "
                "profile's, by ESA WorldCover classes)",
     .help_zh = "速度表 class,mode,speed_kmh；表中没有的类别不可通行（默认用出行方式自带的 "
                "ESA WorldCover 类别速度）"},
    {.name = "dem",
     .type = JJ_P_FILE,
     .offset = AT(dem),
     .help_en = "heights in metres: slopes slow walkers and cyclists",
     .help_zh = "高程（米）：坡度影响步行与骑行"},
    {.name = "roads",
     .type = JJ_P_FILE,
     .offset = AT(roads),
     .help_en = "streets instead of a ground, or laid onto it: OpenStreetMap (.osm, .osm.gz, "
                ".pbf), any line "
                "layer, or a table source,target,seconds[,reverse_seconds,metres] whose nodes "
                "--from and --to name",
     .help_zh =
         "用路网代替地面，或叠加在地面上：OpenStreetMap（.osm、.osm.gz、.pbf）、任意线图层，或边表 "
         "source,target,seconds[,reverse_seconds,metres]，此时 --from、--to 写节点名"},
    {.name = "join",
     .type = JJ_P_NUMBER,
     .offset = AT(join_m),
     .min = 0,
     .max = 1000,
     .unit = "M",
     .help_en = "join loose ends of road lines to what is nearer than this",
     .help_zh = "路网线的悬挂端点与多少米以内的路相接"},
    {.name = "crossings",
     .type = JJ_P_FLAG,
     .offset = AT(splits_crossings),
     .help_en = "make a junction wherever road lines cross, bridges and tunnels apart (columns or "
                "tags bridge, tunnel)",
     .help_zh = "路网线相交处均作路口，桥梁与隧道除外（字段或标签 bridge、tunnel）"},
    {.name = "straight",
     .type = JJ_P_FLAG,
     .offset = AT(is_straight),
     .help_en = "straight distance on the ellipsoid at the profile's speed",
     .help_zh = "椭球面上的直线距离，按出行方式的速度计时"},
    {.name = "from",
     .type = JJ_P_FILE,
     .offset = AT(from),
     .is_required = true,
     .help_en = "facilities: points in any vector file or CSV",
     .help_zh = "设施点：任意矢量文件或 CSV"},
    {.name = "layer",
     .type = JJ_P_TEXT,
     .offset = AT(from_layer),
     .unit = "NAME",
     .help_en = "layer of the facilities (default: the first)",
     .help_zh = "设施所在图层（默认：第一个）"},
    {.name = "id",
     .type = JJ_P_TEXT,
     .offset = AT(id),
     .unit = "FIELD",
     .help_en = "column that names points (default: id, else the row number); points of one "
                "id are entrances of one facility",
     .help_zh = "编号字段（默认：id，否则为行号）；编号相同的点是同一设施的多个出入口"},
    {.name = "x",
     .type = JJ_P_TEXT,
     .offset = AT(x),
     .unit = "FIELD",
     .help_en = "column with x or longitude (default: x, lon, lng, longitude)",
     .help_zh = "x 或经度字段（默认 x、lon、lng、longitude、经度）"},
    {.name = "y",
     .type = JJ_P_TEXT,
     .offset = AT(y),
     .unit = "FIELD",
     .help_en = "column with y or latitude (default: y, lat, latitude)",
     .help_zh = "y 或纬度字段（默认 y、lat、latitude、纬度）"},
    {.name = "crs",
     .type = JJ_P_TEXT,
     .offset = AT(crs),
     .unit = "EPSG:n",
     .help_en = "coordinate system of files that have none; 'local' = a plane in metres",
     .help_zh = "文件没有坐标系时指明；“local”表示以米为单位的平面"},
    {.name = "datum",
     .type = JJ_P_CHOICE,
     .offset = AT(datum),
     .choices = "wgs84|cgcs2000|gcj02|bd09",
     .help_en = "datum of the points' degrees",
     .help_zh = "点坐标的基准"},
    {.name = "start-delay",
     .type = JJ_P_TEXT,
     .offset = AT(start_delay),
     .unit = "FIELD",
     .help_en = "column with minutes added at the facility",
     .help_zh = "设施处另加分钟数的字段"},
    {.name = "to",
     .type = JJ_P_FILE,
     .offset = AT(to),
     .help_en = "points to go to or come from, for --matrix (default: the facilities)",
     .help_zh = "--matrix 的另一端各点（默认：各设施之间）"},
    {.name = "direction",
     .type = JJ_P_CHOICE,
     .offset = AT(direction),
     .choices = "toward|away",
     .help_en = "toward the facility (default) or away from it",
     .help_zh = "前往设施（默认）或自设施出发"},
    {.name = "stencil",
     .type = JJ_P_CHOICE,
     .offset = AT(stencil),
     .choices = "4|8|16|32|true16|true32|continuous",
     .help_en = "moves from a cell (default: true32; true16 with --dem)",
     .help_zh = "像元间的移动方式（默认 true32；有 --dem 时 true16）"},
    {.name = "profile",
     .type = JJ_P_TEXT,
     .offset = AT(profile),
     .fallback = "walk",
     .unit = "NAME",
     .help_en = "walk, walk_elder, cycle, drive, ... or a file of your own, NAME.yaml: speeds by "
                "surface and road class, slope, and the limit where --within is not given",
     .help_zh = "walk、walk_elder、cycle、drive 等，或自备文件 NAME.yaml：各类地面与道路的速度、"
                "坡度模型，以及未给 --within 时的时限"},
    {.name = "within",
     .type = JJ_P_NUMBER,
     .offset = AT(within_min),
     .min = 0,
     .max = 30000,
     .unit = "MIN",
     .help_en = "leave out what is farther, in minutes",
     .help_zh = "只计算多少分钟以内"},
    {.name = "metres",
     .type = JJ_P_NUMBER,
     .offset = AT(metres),
     .min = 0,
     .max = 2000000,
     .unit = "M",
     .help_en = "take the shortest way, not the fastest, and stop at M metres",
     .help_zh = "按最短路程而非最短时间，止于 M 米"},
    {.name = "barriers",
     .type = JJ_P_REPEAT,
     .offset = AT(barriers),
     .unit = "FILE",
     .help_en = "lines that cannot be crossed, or areas that cannot be entered; repeats",
     .help_zh = "不可跨越的线或不可进入的面；可重复"},
    {.name = "bridges",
     .type = JJ_P_FILE,
     .offset = AT(bridges),
     .help_en = "lines along which barriers can be crossed",
     .help_zh = "可跨越障碍的桥线"},
    {.name = "cell",
     .type = JJ_P_NUMBER,
     .offset = AT(cell_m),
     .min = 0.01,
     .max = 1000000,
     .unit = "M",
     .help_en = "cell size of the rasters of --straight and --roads, with --within or --metres",
     .help_zh = "--straight、--roads 输出栅格的像元大小，与 --within 或 --metres 同用"},
    {.name = "like",
     .type = JJ_P_FILE,
     .offset = AT(like),
     .help_en = "raster whose grid the rasters of --straight and --roads take",
     .help_zh = "--straight、--roads 输出栅格采用该栅格的格网"},
    {.name = "time",
     .type = JJ_P_FILE,
     .offset = AT(time),
     .unit = "OUT.tif",
     .help_en = "minutes to the nearest facility, Float32, -9999 = none (metres under --metres)",
     .help_zh = "到最近设施的分钟数，Float32，-9999 表示无（有 --metres 时为米）"},
    {.name = "nearest",
     .type = JJ_P_FILE,
     .offset = AT(nearest),
     .unit = "OUT.tif",
     .help_en = "which facility is nearest, UInt32: its id, or the row of OUT.tif.ids.csv; "
                "0 = none",
     .help_zh = "最近设施，UInt32：其编号，或 OUT.tif.ids.csv 的行号；0 表示无"},
    {.name = "matrix",
     .type = JJ_P_FILE,
     .offset = AT(matrix),
     .unit = "OUT.csv",
     .help_en = "from,to,seconds,metres; from is the facility",
     .help_zh = "from,to,seconds,metres；from 为设施"},
    {.name = "closest",
     .type = JJ_P_INT,
     .offset = AT(closest),
     .min = 1,
     .max = 63,
     .unit = "K",
     .help_en =
         "with --roads: keep in --matrix only the K nearest facilities of each place; rasters "
         "and areas are those of the K-th nearest",
     .help_zh =
         "与 --roads 同用：--matrix 中每个地点只保留最近的 K 处设施；栅格与范围面按第 K 近的设施"},
    {.name = "areas",
     .type = JJ_P_FILE,
     .offset = AT(areas),
     .unit = "OUT.gpkg",
     .help_en = "areas within --at-minutes as polygons",
     .help_zh = "--at-minutes 以内的范围面"},
    {.name = "at-minutes",
     .type = JJ_P_LIST,
     .offset = AT(at_minutes),
     .unit = "5,10,15",
     .help_en = "minutes of --areas and --summary",
     .help_zh = "--areas 与 --summary 的分钟数"},
    {.name = "people",
     .type = JJ_P_FILE,
     .offset = AT(people),
     .help_en = "raster of people on the same lattice, counted in --summary",
     .help_zh = "同一格网上的人口栅格，计入 --summary"},
    {.name = "summary",
     .type = JJ_P_FILE,
     .offset = AT(summary),
     .unit = "OUT.json",
     .help_en = "land and people within each of --at-minutes and on each side of barriers, the "
                "stencil's bias and the noise of counting cells; - = on the terminal",
     .help_zh = "--at-minutes 各时限以内及障碍各侧的面积与人口、移动方式的偏差与计数误差；"
                "“-”输出到终端"},
    {.name = "compat",
     .type = JJ_P_CHOICE,
     .offset = AT(compat),
     .choices = "accessmod",
     .help_en = "the rules of WHO AccessMod 5.9, to check one against the other",
     .help_zh = "按世界卫生组织 AccessMod 5.9 的规则计算，用于相互核对"},
};

void travel_note(const travel *t, const char *fmt, ...) {
    if (t->is_quiet)
        return;
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "jiujin travel: ");
    vfprintf(stderr, jj_tr(t->ctx->lang, fmt), ap);
    fputc('\n', stderr);
    va_end(ap);
}

/* What may not go together. */
typedef struct clash {
    bool is_wrong;
    const char *text;
} clash;

static jj_status check_together(jj_ctx *ctx, const travel_options *o) {
    bool has_ground = o->friction || o->landcover, is_network = o->roads && !has_ground;
    int n_ways = !!o->friction + !!o->landcover + is_network + o->is_straight;
    bool has_raster = o->time || o->nearest || o->areas;
    bool is_plane = o->like || !isnan(o->cell_m);
    const clash clashes[] = {
        {n_ways != 1 || (o->is_straight && o->roads),
         "give one of --friction, --landcover, --roads or --straight; --roads with a ground is "
         "laid "
         "onto it"},
        {o->speeds && !o->landcover, "--speeds needs --landcover"},
        {o->dem && !o->friction && !o->landcover, "--dem needs --friction or --landcover"},
        {!o->time && !o->nearest && !o->matrix && !o->areas && !o->summary,
         "nothing to write: give --time, --nearest, --matrix, --areas or --summary"},
        {o->areas && o->at_minutes.n == 0, "--areas needs --at-minutes"},
        {o->at_minutes.n && !o->areas && !o->summary, "--at-minutes needs --areas or --summary"},
        {o->people && !o->summary, "--people needs --summary"},
        {o->summary && !isnan(o->metres), "--summary is by minutes: leave out --metres"},
        {o->summary && !o->friction && !o->landcover, "--summary needs --friction or --landcover"},
        {o->to && !o->matrix, "--to needs --matrix"},
        {o->like && !isnan(o->cell_m), "give one of --like and --cell"},
        {is_plane && (o->friction || o->landcover),
         "--like and --cell are for --straight and --roads: a ground has its own grid"},
        {(o->is_straight || is_network) && has_raster && !is_plane,
         "--straight and --roads have no grid of their own: give --like or --cell"},
        {!isnan(o->cell_m) && isnan(o->within_min) && isnan(o->metres),
         "--cell needs --within or --metres to know how far the grid reaches"},
        {!isnan(o->within_min) && !isnan(o->metres), "give one of --within and --metres"},
        {o->areas && !isnan(o->metres), "--areas is by minutes: leave out --metres"},
        {(o->barriers.n || o->bridges) && !o->friction && !o->landcover,
         "--barriers and --bridges need --friction or --landcover"},
        {o->bridges && !o->barriers.n, "--bridges needs --barriers"},
        {o->compat && !(o->landcover && o->speeds),
         "--compat accessmod needs --landcover and --speeds"},
        {o->compat && (o->matrix || o->areas || o->summary || o->barriers.n || o->roads ||
                       !isnan(o->metres)),
         "--compat accessmod writes --time and --nearest, by time, without barrier lines and "
         "roads"},
        {!isnan(o->join_m) && !is_network, "--join needs --roads without a ground"},
        {o->splits_crossings && !is_network, "--crossings needs --roads without a ground"},
        {o->closest && !is_network, "--closest needs --roads without a ground"},
    };
    for (size_t i = 0; i < JJ_COUNT(clashes); i++)
        if (clashes[i].is_wrong)
            return jj_fail(ctx, JJ_E_RANGE, "%s", jj_tr(ctx->lang, clashes[i].text));
    return JJ_OK;
}

static uint32_t bound(const travel_options *o, const jj_profile_keys *profile) {
    double minutes = isnan(o->within_min) ? profile->within_min : o->within_min;
    double limit = isnan(o->metres) ? minutes * 60000 : o->metres * 1000;
    return limit < JJ_FARTHEST ? (uint32_t)(limit + 1e-6) : JJ_FARTHEST; /* NaN = no bound */
}

/* The profile; as roads see it where they are what is travelled. */
static jj_status read_profile(travel *t) {
    const travel_options *o = t->o;
    JJ_TRY(jj_profile_find(t->ctx, &t->arena, NULL, o->profile, &t->keys));
    if (o->roads)
        return jj_road_profile_of(t->ctx, &t->keys, &t->profile);
    if (isnan(t->keys.speed_m_s))
        return jj_fail(t->ctx, JJ_E_RANGE, "%s: profile '%s' needs 'speed_m_s' or 'speed_km_h'",
                       t->keys.path, t->keys.id);
    if (o->landcover && !o->speeds && t->keys.surface.n == 0)
        return jj_fail(t->ctx, JJ_E_RANGE,
                       "profile '%s' has no 'surface' speeds: --landcover needs --speeds",
                       t->keys.id);
    t->profile = (jj_road_profile){.mode = jj_road_mode_of(t->keys.going),
                                   .speed_kmh = t->keys.speed_m_s * 3.6};
    return JJ_OK;
}

static jj_status read_options(travel *t) {
    const travel_options *o = t->o;
    jj_ctx *ctx = t->ctx;
    JJ_TRY(check_together(ctx, o));
    JJ_TRY(read_profile(t));
    const char *usual = o->compat ? "16" : o->dem ? "true16" : "true32";
    const char *own = o->compat ? NULL : t->keys.stencil;
    (void)jj_stencil_parse(o->stencil ? o->stencil : own ? own : usual, &t->stencil);
    if (o->compat && t->stencil != JJ_STENCIL_8 && t->stencil != JJ_STENCIL_16)
        return jj_fail(ctx, JJ_E_RANGE, "--compat accessmod knows --stencil 8 and 16");
    if (o->dem && t->stencil == JJ_STENCIL_CONTINUOUS)
        return jj_fail(ctx, JJ_E_RANGE,
                       "--stencil continuous does not know slopes: leave out --dem or take true16");
    if (o->matrix && t->stencil == JJ_STENCIL_CONTINUOUS && !o->is_straight)
        return jj_fail(ctx, JJ_E_RANGE,
                       "--stencil continuous has no ways to measure for --matrix: take true32");
    const char *direction = o->direction ? o->direction : t->keys.direction;
    t->direction = direction && strcmp(direction, "away") == 0 ? JJ_AWAY : JJ_TOWARD;
    t->within = bound(o, &t->keys);
    for (size_t i = 0; i < o->at_minutes.n; i++) {
        double minutes;
        if (!jj_parse_double(o->at_minutes.items[i], &minutes) || !(minutes > 0))
            return jj_fail(ctx, JJ_E_RANGE, "--at-minutes: '%s' is not minutes above 0",
                           o->at_minutes.items[i]);
    }
    return JJ_OK;
}

static jj_status solve_and_write(travel *t) {
    const travel_options *o = t->o;
    if (o->compat)
        return travel_accessmod(t);
    if (o->time || o->nearest || o->areas || o->summary) {
        JJ_TRY(travel_solve(t));
        if (o->time)
            JJ_TRY(travel_write_time(t));
        if (o->nearest)
            JJ_TRY(travel_write_nearest(t));
        if (o->areas)
            JJ_TRY(travel_write_areas(t));
        if (o->summary)
            JJ_TRY(travel_write_summary(t));
    }
    if (!o->matrix)
        return JJ_OK;
    return o->is_straight ? travel_straight_matrix(t) : travel_write_matrix(t);
}

static void travel_deinit(travel *t) {
    jj_arena_deinit(&t->arena);
    jj_free(t->crs);
    jj_lengths_deinit(&t->lengths);
    jj_speeds_deinit(&t->speeds);
    travel_free_array(t, t->row_of_cell, sizeof *t->row_of_cell);
    travel_free_array(t, t->pace_ms_m, sizeof *t->pace_ms_m);
    travel_free_array(t, t->metre_pace, sizeof *t->metre_pace);
    travel_free_array(t, t->height_m, sizeof *t->height_m);
    jj_slope_deinit(&t->slope);
    jj_shut_moves_free(t->shut);
    jj_points_deinit(&t->from);
    jj_points_deinit(&t->to);
    jj_free(t->sources);
    jj_free(t->source_point);
    travel_free_array(t, t->time, sizeof *t->time);
    travel_free_array(t, t->nearest, sizeof *t->nearest);
    travel_free_array(t, t->side_of, sizeof *t->side_of);
}

static jj_status do_travel(travel *t) {
    bool is_ground = t->o->friction || t->o->landcover;
    if (t->o->roads && !is_ground)
        return travel_by_roads(t);
    if (is_ground)
        JJ_TRY(travel_read_ground(t));
    JJ_TRY(travel_read_points(t));
    if (!is_ground)
        JJ_TRY(travel_make_grid(t));
    if (is_ground)
        JJ_TRY(travel_make_sources(t));
    if (is_ground)
        JJ_TRY(travel_note_sides(t));
    return solve_and_write(t);
}

static int run(cli_args *args) {
    JJ_CLEANUP(travel_deinit)
    travel t = {.ctx = args->ctx, .o = args->values, .is_quiet = args->is_quiet};
    if (read_options(&t) != JJ_OK)
        return cli_wrong_use(args, "travel");
    jj_status st = do_travel(&t);
    return st == JJ_E_RANGE ? cli_wrong_use(args, "travel") : cli_exit_code(st);
}

const cli_cmd cli_travel = {
    .name = "travel",
    .usage = "",
    .brief_en = "travel time to the nearest facility, and which one",
    .brief_zh = "到最近设施的出行时间及其归属",
    .notes_en =
        "Times count the walk inside the cell from a point to its centre; steps are metres on the "
        "ellipsoid. A straight or diagonal step costs the mean pace of its two cells, longer steps "
        "the pace of the cells they cross. true16 and true32 are scaled so that the area reached "
        "on even ground is that of the circle. Matrix rows are ordered by from, to; pairs that are "
        "not reached and a facility with itself are left out.",
    .notes_zh =
        "时间包含点到所在像元中心的一段；步长为椭球面上的米数。直走或斜走一步取两个像元的平均，"
        "更长的步按所经像元计。true16、true32 "
        "按比例修正，使均匀地面上的可达面积等于圆面积。矩阵按 from、to "
        "排序；不可达的组合与设施自身不列出。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(travel_options),
    .run = run};
