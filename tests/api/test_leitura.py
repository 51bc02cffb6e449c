from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.fluxo import servicos as fluxo
from seicidades.fluxo.models import Implantacao, ItemDaImplantacao
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.municipios.calendario import calendario_do_municipio
from seicidades.municipios.models import Orgao
from tests.factories import (
    ContatoFactory,
    MunicipioFactory,
    OrgaoFactory,
    UsuarioFactory,
    VinculoFactory,
)


def codigo(cidade) -> str:
    return cidade.orgao.municipio.codigo_ibge


@pytest.fixture
def outra(iniciada):
    """Outra cidade, noutra carteira, também iniciada."""
    orgao = OrgaoFactory()
    return fluxo.iniciar(orgao, iniciada.outro_gerente, chave="outra")[0]


# --- Lista


def test_a_lista_traz_o_que_promete(iniciada, api):
    municipio = iniciada.orgao.municipio
    corpo = api(iniciada.observador).ler("/implantacoes/").json()

    assert (corpo["count"], corpo["next"], corpo["previous"]) == (1, None, None)
    [linha] = corpo["results"]
    assert linha["prazo"] is not None
    assert {k: v for k, v in linha.items() if k != "prazo"} == {
        "orgao": iniciada.orgao.pk,
        "orgao_nome": iniciada.orgao.nome,
        "codigo_ibge": municipio.codigo_ibge,
        "municipio": municipio.nome,
        "situacao": "em_andamento",
        "etapa_atual": "comeco",
        "vez_de": "municipio",
        "dias_uteis_de_atraso": 0,
        "ultimo_contato_em": None,
    }


def test_a_lista_diz_o_ultimo_contato_e_filtra_por_ele(iniciada, api):
    gerente, hoje = api(iniciada.gerente), timezone.localdate()
    implantacao = iniciada.implantacao
    implantacao.inicio = hoje - timedelta(days=60)
    implantacao.save(update_fields=["inicio"])
    esquecida = gerente.ler("/implantacoes/?sem_contato=5").json()
    ContatoFactory(implantacao=implantacao)

    [linha] = gerente.ler("/implantacoes/?ordem=contato").json()["results"]

    assert linha["ultimo_contato_em"] == hoje.isoformat()
    assert esquecida["count"] == 1
    assert gerente.ler("/implantacoes/?sem_contato=5").json()["count"] == 0
    assert gerente.ler("/implantacoes/?sem_contato=0").status_code == 400


def test_o_atraso_se_conta_em_dias_uteis_do_municipio(iniciada, api):
    hoje = timezone.localdate()
    prazo = hoje - timedelta(days=20)
    ItemDaImplantacao.objects.filter(chave="oficio").update(prazo=prazo)
    calendario = calendario_do_municipio(iniciada.orgao.municipio_id)

    [linha] = api(iniciada.gerente).ler("/implantacoes/?atraso=cidade").json()["results"]

    assert linha["prazo"] == prazo.isoformat()
    assert linha["dias_uteis_de_atraso"] == calendario.contar(prazo, hoje) > 0


def test_pessoa_do_municipio_so_lista_o_seu(iniciada, outra, api):
    assert api(iniciada.gerente).ler("/implantacoes/").json()["count"] == 2
    assert api(UsuarioFactory()).ler("/implantacoes/").json()["count"] == 0

    [linha] = api(iniciada.gestor_ti).ler("/implantacoes/").json()["results"]
    assert linha["codigo_ibge"] == codigo(iniciada)


@pytest.mark.parametrize(
    ("consulta", "quantas"),
    [
        ("situacao=em_andamento", 2),
        ("situacao=suspensa", 0),
        ("etapa=comeco", 2),
        ("etapa=habilitada", 0),
        ("vez=municipio", 2),
        ("vez=prodesp", 0),
        ("regiao=Presidente Prudente", 2),
        ("regiao=Bauru", 0),
        ("atraso=sim", 0),
        ("cidade=ficticia", 2),
        ("cidade=35", 2),
        ("cidade=nenhuma", 0),
        ("ordem=atraso", 2),
    ],
)
def test_os_filtros_sao_os_da_carteira(iniciada, outra, api, consulta, quantas):
    assert api(iniciada.gerente).ler(f"/implantacoes/?{consulta}").json()["count"] == quantas


def test_filtrar_pela_carteira_de_um_gerente(iniciada, outra, api):
    resposta = api(iniciada.observador).ler(f"/implantacoes/?gerente={iniciada.outro_gerente.pk}")

    assert [linha["orgao"] for linha in resposta.json()["results"]] == [outra.orgao_id]


@pytest.mark.parametrize(
    "consulta",
    ["etapa=nao-ha", "pagina=0", "pagina=um", "por_pagina=201", "gerente=x", "nada=1", "vez="],
)
def test_parametro_errado_e_400_e_diz_qual(iniciada, api, consulta):
    resposta = api(iniciada.gerente).ler(f"/implantacoes/?{consulta}")

    assert resposta.status_code == 400
    assert resposta.json()["codigo"] == "malformado"
    assert list(resposta.json()["campos"]) == [consulta.partition("=")[0]]


def test_a_lista_vem_em_paginas_sem_repetir_nem_pular(iniciada, api):
    for _ in range(4):
        fluxo.iniciar(OrgaoFactory(), iniciada.outro_gerente, chave="x")
    de_quem = api(iniciada.gerente)
    vistos, caminho = [], "/implantacoes/?por_pagina=2"
    while caminho:
        corpo = de_quem.ler(caminho).json()
        vistos += [linha["orgao"] for linha in corpo["results"]]
        caminho = corpo["next"] and corpo["next"].partition("/api/v1")[2]

    assert corpo["count"] == 5
    assert sorted(vistos) == sorted(Implantacao.objects.values_list("orgao", flat=True))
    assert de_quem.ler("/implantacoes/?pagina=99").status_code == 404


def test_a_lista_custa_o_mesmo_com_uma_ou_muitas_cidades(iniciada, api):
    de_quem = api(iniciada.gerente)
    de_quem.ler("/implantacoes/")  # o primeiro uso do token é anotado à parte

    def consultas() -> int:
        with CaptureQueriesContext(
            connection,
        ) as capturadas:
            de_quem.ler("/implantacoes/")
        return len(capturadas)

    antes = consultas()
    for _ in range(12):
        fluxo.iniciar(OrgaoFactory(), iniciada.outro_gerente, chave="x")

    assert consultas() == antes <= 5


# --- Uma implantação


def test_o_detalhe_traz_etapas_itens_seq_e_o_que_se_pode(iniciada, api):
    corpo = api(iniciada.gestor_sei).ler(f"/implantacoes/{codigo(iniciada)}/").json()

    assert corpo["seq"] == iniciada.implantacao.seq
    assert [e["chave"] for e in corpo["etapas"]] == ["comeco", "meio", "arquivo", "fim"]
    assert [i["chave"] for i in corpo["itens"]][:2] == ["oficio", "cadastro"]
    [concluir] = [
        d for d in corpo["disponiveis"] if (d["comando"], d["item"]) == ("concluir_item", "oficio")
    ]
    assert concluir["recusas"] == []
    assert set(concluir["esquema"]["properties"]) == {"texto", "comprovacao", "arquivos"}
    [aprovar] = [
        d for d in corpo["disponiveis"] if (d["comando"], d["etapa"]) == ("aprovar_etapa", "comeco")
    ]
    assert "nao_e_do_seu_papel" in [r["codigo"] for r in aprovar["recusas"]]
    assert set(aprovar["recusas"][0]) == {"codigo", "mensagem", "saida", "item"}


def test_o_detalhe_nao_mostra_pessoas(iniciada, api):
    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio")
    texto = api(iniciada.gerente).ler(f"/implantacoes/{codigo(iniciada)}/").content.decode()

    assert "@" not in texto
    assert iniciada.gestor_sei.nome not in texto


def test_o_esquema_da_devolucao_so_aceita_itens_da_etapa(iniciada, api):
    corpo = api(iniciada.gerente).ler(f"/implantacoes/{codigo(iniciada)}/").json()
    [devolver] = [
        d for d in corpo["disponiveis"] if (d["comando"], d["etapa"]) == ("devolver_etapa", "meio")
    ]

    motivo = devolver["esquema"]["properties"]["motivos"]["items"]
    assert motivo["properties"]["item"]["enum"] == ["decreto", "redes"]
    assert "falta_assinatura" in motivo["properties"]["codigo"]["enum"]


def test_o_detalhe_custa_poucas_consultas(iniciada, api, django_assert_max_num_queries):
    de_quem = api(iniciada.gerente)
    de_quem.ler("/implantacoes/")

    with django_assert_max_num_queries(12):
        de_quem.ler(f"/implantacoes/{codigo(iniciada)}/")


@pytest.mark.parametrize("fim", ["", "andamentos/"])
def test_orgao_alheio_e_404_para_quem_nao_o_ve(iniciada, outra, api, fim):
    alheia = f"/implantacoes/{outra.orgao.municipio.codigo_ibge}/{fim}"

    assert api(iniciada.gestor_sei).ler(alheia).status_code == 404
    assert api(iniciada.observador).ler(alheia).status_code == 200


@pytest.mark.parametrize("ruim", ["0000000", "abc", "35", "%00", "3550308 ", "٣٥٥٠٣٠٨"])
def test_municipio_que_nao_existe_e_404(iniciada, api, ruim):
    resposta = api(iniciada.gerente).ler(f"/implantacoes/{ruim}/")

    assert resposta.status_code == 404
    assert resposta.json()["codigo"] == "nao_encontrado"


def test_orgao_da_consulta_escolhe_outro_do_mesmo_municipio(iniciada, outra, api):
    camara = OrgaoFactory(
        municipio=iniciada.orgao.municipio, tipo=Orgao.Tipo.CAMARA, nome="Câmara Municipal"
    )
    fluxo.iniciar(camara, iniciada.outro_gerente, chave="camara")
    de_quem = api(iniciada.gerente)

    def pedir(pk) -> tuple:
        resposta = de_quem.ler(f"/implantacoes/{codigo(iniciada)}/?orgao={pk}")
        return resposta.status_code, resposta.json().get("orgao_nome")

    assert pedir(camara.pk) == (200, "Câmara Municipal")
    assert pedir(iniciada.orgao.pk) == (200, iniciada.orgao.nome)
    assert pedir(outra.orgao_id) == (404, None)
    assert pedir("x") == (400, None)


def test_pessoa_da_camara_so_ve_a_camara(iniciada, api):
    camara = OrgaoFactory(municipio=iniciada.orgao.municipio, tipo="camara", nome="Câmara")
    fluxo.iniciar(camara, iniciada.outro_gerente, chave="camara")
    de_quem = api(VinculoFactory(orgao=camara, papel=Papel.GESTOR_SEI).usuario)

    assert de_quem.ler(f"/implantacoes/{codigo(iniciada)}/").status_code == 404
    assert de_quem.ler(f"/implantacoes/{codigo(iniciada)}/?orgao={camara.pk}").status_code == 200


def test_municipio_sem_implantacao_e_404(cidade, api):
    assert api(cidade.gerente).ler(f"/implantacoes/{codigo(cidade)}/").status_code == 404
    sem_orgao = MunicipioFactory().codigo_ibge
    assert api(cidade.gerente).ler(f"/implantacoes/{sem_orgao}/").status_code == 404


# --- Andamentos


def test_os_andamentos_se_leem_sem_nome_nem_email(iniciada, api):
    pessoa = iniciada.gestor_sei
    iniciada.executar(
        C.CONCLUIR_ITEM,
        pessoa,
        item="oficio",
        texto=f"Falei com {pessoa.email} ontem.",
        ocorreu_em=date(2026, 11, 3),
    )
    corpo = api(iniciada.gerente).ler(f"/implantacoes/{codigo(iniciada)}/andamentos/").json()

    inicio, feito = corpo["results"][:2]
    assert inicio["texto"] == "Gerente de projetos (Prodesp) iniciou a implantação."
    assert feito["texto"] == "Gestor SEI concluiu «Fazer oficio»."
    assert feito["detalhe"].startswith("Falei com [e-mail] ontem.")
    assert (feito["seq"], feito["tipo"], feito["item"]) == (2, "item_concluido", "oficio")
    assert (feito["papel"], feito["ocorreu_em"]) == ("gestor_sei", "2026-11-03")
    assert "texto" not in feito["dados"]
    assert pessoa.nome not in str(corpo)


def test_os_dados_sao_so_codigos_e_datas(iniciada, api):
    calendario = calendario_do_municipio(iniciada.orgao.municipio_id)
    dia = calendario.somar(timezone.localdate(), 30).isoformat()
    iniciada.executar(C.SUSPENDER, iniciada.gerente, motivo="Enchente.", retomar_em=dia)
    corpo = api(iniciada.gerente).ler(f"/implantacoes/{codigo(iniciada)}/andamentos/").json()

    suspensa = corpo["results"][-1]
    assert suspensa["dados"] == {"retomar_em": dia}
    assert suspensa["detalhe"].startswith("Enchente.")


def test_os_andamentos_vem_em_paginas_e_a_partir_de_um_numero(iniciada, api):
    iniciada.executar(C.CONCLUIR_ITEM, iniciada.gestor_sei, item="oficio")
    caminho = f"/implantacoes/{codigo(iniciada)}/andamentos/"
    de_quem = api(iniciada.gestor_sei)

    primeira = de_quem.ler(f"{caminho}?por_pagina=1").json()
    assert (primeira["count"], [a["seq"] for a in primeira["results"]]) == (2, [1])
    assert "pagina=2" in primeira["next"]
    depois = de_quem.ler(f"{caminho}?depois_de=1").json()
    assert [a["seq"] for a in depois["results"]] == [2]
