"""A varredura dos lembretes ao lado de um só INSERT…SELECT que escreve às mesmas pessoas."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from bench import dados
from bench.medida import Medida, PisoDiferente, contando, segundos
from seicidades.correio.models import Mensagem
from seicidades.correio.servicos import mudar_portao
from seicidades.fluxo.compromissos import compromissos_entre
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.nucleo.comandos import FATO_PERDIDO
from seicidades.fluxo.nucleo.estado import ABERTAS, EDITAVEIS, POR_FAZER
from seicidades.lembretes import servicos
from seicidades.lembretes.leitura import JANELA_DOS_COMPROMISSOS_DIAS
from seicidades.municipios.calendario import calendario_do_estado

JANELA_DOS_COMPROMISSOS = timedelta(days=JANELA_DOS_COMPROMISSOS_DIAS)
# Quem tem o que fazer, e o quê, das mesmas tabelas; sem escada, pausa, conta de dias úteis
# nem os compromissos que as etapas lembram.
A_MAO = """
WITH quem AS (
    SELECT v.orgao_id, v.papel, coalesce(min(v.usuario_id) FILTER (WHERE NOT v.suplente),
           min(v.usuario_id) FILTER (WHERE v.suplente)) AS pessoa
    FROM contas_vinculo v JOIN contas_usuario u ON u.id = v.usuario_id
    WHERE u.is_active AND v.inicio <= %(hoje)s AND (v.fim IS NULL OR v.fim >= %(hoje)s)
      AND (v.papel = 'gerente' AND u.papel_estado IN ('gerente', 'administrador')
           OR v.papel NOT IN ('gerente', 'apoio') AND u.papel_estado = '')
    GROUP BY 1, 2),
vivas AS (
    SELECT i.id, i.orgao_id, i.situacao, i.vez_de, i.retomar_em, i.estado, m.nome AS cidade,
           EXISTS (SELECT FROM municipios_feriadomunicipal f
                   WHERE f.municipio_id = m.id AND f.data = %(hoje)s) AS folga
    FROM fluxo_implantacao i JOIN municipios_orgao o ON o.id = i.orgao_id
    JOIN municipios_municipio m ON m.id = o.municipio_id
    WHERE i.situacao IN ('em_andamento', 'habilitada', 'suspensa')),
tarefas AS (
    SELECT v.id, t.papel, %(titulos)s::jsonb ->> t.chave AS titulo, t.prazo, t.lado
    FROM fluxo_itemdaimplantacao t JOIN vivas v ON v.id = t.implantacao_id
    JOIN fluxo_etapadaimplantacao e ON e.implantacao_id = t.implantacao_id AND e.chave = t.etapa
    WHERE t.situacao = ANY(%(por_fazer)s) AND t.pode_ser_feito
      AND e.situacao = ANY(%(preenchidas)s)
      AND (v.situacao = 'em_andamento' OR v.situacao = 'habilitada' AND e.trilha)
      AND (e.trilha OR t.lado <> 'municipio' OR v.vez_de = 'municipio')
    UNION ALL
    SELECT v.id,
           CASE WHEN e.situacao = 'em_analise' OR e.situacao = 'a_reconfirmar' THEN 'gerente'
                WHEN e.trilha THEN 'gestor_documental' ELSE 'gestor_sei' END,
           e.chave, e.responder_ate, 'prodesp'
    FROM fluxo_etapadaimplantacao e JOIN vivas v ON v.id = e.implantacao_id
    WHERE e.situacao = ANY(%(abertas)s) AND v.situacao <> 'suspensa'
      AND (e.situacao = 'em_analise' OR e.itens_total = e.itens_resolvidos
           AND (e.situacao = 'a_reconfirmar' OR e.trilha OR v.vez_de = 'municipio'))
    UNION ALL
    SELECT id, 'gerente', 'Retomar', retomar_em, 'prodesp' FROM vivas
    WHERE situacao = 'suspensa' AND retomar_em <= %(hoje)s
    UNION ALL
    SELECT id, 'gerente', 'Pedido de ajuda', NULL, 'prodesp'
    FROM vivas, jsonb_each(estado -> 'bloqueios') b
    WHERE situacao <> 'suspensa' AND b.value ->> 'dono' = 'prodesp'
      AND b.value ->> 'motivo' <> %(fato_perdido)s),
atribuidas AS (
    SELECT t.titulo, t.prazo, v.cidade, v.id, coalesce(q.pessoa, g.pessoa) AS pessoa
    FROM tarefas t JOIN vivas v ON v.id = t.id
    LEFT JOIN quem q ON q.orgao_id = v.orgao_id AND q.papel = t.papel
    LEFT JOIN quem g ON g.orgao_id = v.orgao_id AND g.papel = 'gerente'
         AND q.pessoa IS NULL AND t.lado = 'municipio'
    WHERE NOT v.folga OR t.papel = 'gerente' OR q.pessoa IS NULL),
cartas AS (
    SELECT u.id, u.email, u.nome, count(*) AS quantas, min(a.cidade || ': ' || a.titulo) AS assunto,
           (array_agg(jsonb_build_object('titulo', a.titulo, 'lugar', a.cidade, 'prazo', a.prazo,
               'caminho', '/implantacoes/' || a.id || '/itens/') ORDER BY a.prazo))[1:8] AS linhas
    FROM atribuidas a JOIN contas_usuario u ON u.id = a.pessoa GROUP BY u.id)
INSERT INTO correio_mensagem (para, assunto, texto, html, modelo, contexto, chave, transacional,
    sair_url, situacao, tentar_em, tentativas, erro, message_id, possivel_duplicata, criado_em)
SELECT email, assunto, '', '', 'resumo',
       jsonb_build_object('nome', nome, 'linhas', linhas, 'mais', quantas),
       'resumo:' || id || ':' || %(hoje)s, false, '/lembretes/sair/' || id,
       'pendente', now(), 0, '', '<' || encode(sha256(email::bytea), 'hex') || '@exemplo.invalid>',
       false, now()
FROM cartas
"""


def medir(cidades: int) -> Iterator[Medida]:
    dados.crescer(cidades)
    mudar_portao(aberto=True, por="medida@exemplo.invalid")
    hoje = calendario_do_estado().proximo_util(timezone.localdate())
    parametros = _parametros(hoje)

    def varrer() -> set[str]:
        return _desfazendo(lambda: servicos.lembrar_no_dia(hoje))

    def a_mao() -> set[str]:
        return _desfazendo(lambda: _inserir(parametros))

    with contando() as feitas:
        de_quem = varrer()
    _exigir_as_mesmas(de_quem, a_mao(), hoje)
    da_varredura, do_piso = segundos(varrer, a_mao, vezes=7)
    nome = f"lembretes.varredura.{cidades}"
    yield Medida(f"{nome}.sql", len(feitas) - DA_MEDIDA, "consultas")
    yield Medida(f"{nome}.ms", da_varredura * 1000, "ms", da_varredura / do_piso)
    yield Medida(f"{nome}.mensagens", len(de_quem), "mensagens")


#: Consultas que a própria medida faz para conferir e desfazer.
DA_MEDIDA = 2


def _desfazendo(gravar: Callable[[], object]) -> set[str]:
    """Grava, confere as chaves como no commit, diz a quem, e volta ao que era."""
    with transaction.atomic(), connection.cursor() as cursor:
        gravar()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        novas = Mensagem.objects.filter(chave__startswith="resumo:").order_by()
        para = set(novas.values_list("para", flat=True))
        transaction.set_rollback(True)
    return para


def _inserir(parametros: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute(A_MAO, parametros)


def _parametros(hoje: date) -> dict:
    return {
        "hoje": hoje,
        "titulos": json.dumps({c: i.titulo for c, i in roteiro_do_codigo().itens.items()}),
        "por_fazer": [s.value for s in POR_FAZER],
        "preenchidas": [s.value for s in ABERTAS & EDITAVEIS],
        "abertas": [s.value for s in ABERTAS],
        "fato_perdido": FATO_PERDIDO,
    }


def _exigir_as_mesmas(da_varredura: set[str], do_piso: set[str], hoje: date) -> None:
    """As mesmas pessoas, fora quem só tem um compromisso, que o piso não lê."""
    so_com_compromisso = da_varredura - do_piso
    compromissos = compromissos_entre(hoje - JANELA_DOS_COMPROMISSOS, hoje)
    if do_piso - da_varredura or len(so_com_compromisso) > len(compromissos):
        diferenca = sorted(da_varredura ^ do_piso)
        raise PisoDiferente(f"{len(diferenca)} pessoas só de um lado: {diferenca[:5]}")
