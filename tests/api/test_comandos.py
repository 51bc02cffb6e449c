import json

import pytest
from django.test import Client
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.fluxo.models import Andamento, Implantacao
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.servicos import ImplantacaoOcupada
from tests.factories import ArquivoFactory, OrgaoFactory, UsuarioFactory, VinculoFactory


def test_comando_aceito_devolve_seq_e_eventos(iniciada, api):
    resposta = api(iniciada.gestor_sei).comandar(
        iniciada.orgao, "concluir_item", item="oficio", dados={"texto": "Enviado."}
    )

    assert resposta.status_code == 200
    corpo = resposta.json()
    assert corpo["seq"] == iniciada.implantacao.seq == 2
    [evento] = corpo["eventos"]
    assert (evento["seq"], evento["tipo"], evento["item"], evento["etapa"]) == (
        2,
        "item_concluido",
        "oficio",
        "comeco",
    )


def test_recusa_e_409_com_todas_as_razoes(iniciada, api, codigos):
    resposta = api(iniciada.gestor_sei).comandar(iniciada.orgao, "enviar_etapa", etapa="comeco")

    assert resposta.status_code == 409
    assert set(codigos(resposta)) == {"item_pendente"}
    assert [r["item"] for r in resposta.json()["recusas"]] == [
        "oficio",
        "cadastro",
        "conferencia",
        "extrato",
    ]
    assert {"codigo", "mensagem", "saida", "item"} == set(resposta.json()["recusas"][0])
    assert not Andamento.objects.filter(tipo="etapa_enviada").exists()


def test_o_que_falta_em_dados_o_motor_diz_junto_com_o_resto(iniciada, api, codigos):
    resposta = api(iniciada.gerente).comandar(iniciada.orgao, "suspender")

    assert (resposta.status_code, codigos(resposta)) == (409, ["falta_dado", "falta_dado"])


@pytest.mark.parametrize("quem", ["gestor_ti", "observador", "outro_gerente", "administrador"])
def test_recusa_de_papel_e_403_com_o_mesmo_corpo(iniciada, api, codigos, quem):
    resposta = api(getattr(iniciada, quem)).comandar(iniciada.orgao, "concluir_item", item="oficio")

    assert resposta.status_code == 403
    assert "nao_e_do_seu_papel" in codigos(resposta)
    assert iniciada.implantacao.seq == 1


def test_em_nome_de_outro_so_a_gerencia_com_canal_e_comprovacao(iniciada, api, codigos):
    pedido = {"item": "oficio", "em_nome_de": "gestor_sei"}
    orgao = iniciada.orgao

    assert codigos(api(iniciada.gestor_ti).comandar(orgao, "concluir_item", **pedido))[0] == (
        "so_gerente_em_nome"
    )
    de_quem = api(iniciada.gerente)
    faltando = de_quem.comandar(orgao, "concluir_item", **pedido)
    assert (faltando.status_code, codigos(faltando)) == (409, ["falta_canal", "falta_comprovacao"])
    completo = pedido | {"origem": "telefone", "dados": {"comprovacao": "A chefia ligou."}}
    assert de_quem.comandar(orgao, "concluir_item", **completo).status_code == 200
    feito = Andamento.objects.get(tipo="item_concluido")
    assert (feito.em_nome_de, feito.origem) == ("gestor_sei", "telefone")


def test_orgao_alheio_e_404_e_nada_muda(iniciada, api):
    estranha = VinculoFactory(orgao=OrgaoFactory(), papel=Papel.GESTOR_SEI).usuario

    for pessoa in (estranha, UsuarioFactory()):
        resposta = api(pessoa).comandar(iniciada.orgao, "concluir_item", item="oficio")
        assert resposta.status_code == 404
    assert iniciada.implantacao.seq == 1


# --- Repetir e conflitar


def test_a_mesma_chave_devolve_o_primeiro_resultado(iniciada, api):
    de_quem = api(iniciada.gestor_sei)
    pedido = {"item": "oficio", "chave": "uma-vez", "dados": {"texto": "Feito."}}

    primeira = de_quem.comandar(iniciada.orgao, "concluir_item", **pedido)
    segunda = de_quem.comandar(iniciada.orgao, "concluir_item", **pedido)

    assert (segunda.status_code, segunda.json()) == (200, primeira.json())
    assert Andamento.objects.filter(tipo="item_concluido").count() == 1


def test_a_mesma_chave_com_outro_corpo_e_recusada(iniciada, api, codigos):
    de_quem = api(iniciada.gestor_sei)
    de_quem.comandar(iniciada.orgao, "concluir_item", item="oficio", chave="k")

    outra = de_quem.comandar(
        iniciada.orgao, "concluir_item", item="oficio", chave="k", dados={"texto": "Outro."}
    )

    assert (outra.status_code, codigos(outra)) == (409, ["chave_repetida"])


def test_seq_esperada_recusa_so_se_mexeram_no_mesmo_alvo(iniciada, api, codigos):
    visto = iniciada.implantacao.seq
    api(iniciada.gerente).comandar(iniciada.orgao, "concluir_item", item="conferencia")
    de_quem = api(iniciada.gestor_sei)

    certo = de_quem.comandar(iniciada.orgao, "concluir_item", item="oficio", seq_esperada=visto)
    assert certo.status_code == 200
    tarde = de_quem.comandar(
        iniciada.orgao, "reabrir_item", item="oficio", seq_esperada=visto, chave="tarde"
    )
    assert (tarde.status_code, codigos(tarde)) == (409, ["mudou_desde"])


def test_implantacao_ocupada_e_409_e_pede_para_repetir(iniciada, api, codigos, monkeypatch):
    def ocupada(*args, **kwargs):
        raise ImplantacaoOcupada

    monkeypatch.setattr("seicidades.fluxo.servicos.executar", ocupada)
    resposta = api(iniciada.gestor_sei).comandar(iniciada.orgao, "concluir_item", item="oficio")

    assert (resposta.status_code, codigos(resposta)) == (409, ["ocupada"])


# --- Malformados


@pytest.mark.parametrize(
    ("mudanca", "campo"),
    [
        ({"comando": "voar"}, "comando"),
        ({"comando": "reavaliar"}, "comando"),
        ({"comando": 3}, "comando"),
        ({"chave": ""}, "chave"),
        ({"chave": "x" * 101}, "chave"),
        ({"chave": "a\0b"}, "chave"),
        ({"item": ["oficio"]}, "item"),
        ({"seq_esperada": -1}, "seq_esperada"),
        ({"seq_esperada": "2"}, "seq_esperada"),
        ({"ocorreu_em": "ontem"}, "ocorreu_em"),
        ({"ocorreu_em": "2026-02-30"}, "ocorreu_em"),
        ({"ocorreu_em": "1026-02-20"}, "ocorreu_em"),
        ({"em_nome_de": "rei"}, "em_nome_de"),
        ({"origem": "sistema"}, "origem"),
        ({"dados": []}, "dados"),
        ({"dados": {"texto": 3}}, "dados.texto"),
        ({"dados": {"texto": "x" * 2001}}, "dados.texto"),
        ({"dados": {"texto": "meio \ud800 par"}}, "dados.texto"),
        ({"dados": {"arquivos": ["não"]}}, "dados.arquivos.0"),
        ({"dados": {"satisfeito": True}}, "dados.satisfeito"),
        ({"nada": 1}, "nada"),
    ],
)
def test_malformado_e_400_e_diz_o_campo(iniciada, api, mudanca, campo):
    corpo = {"comando": "concluir_item", "chave": "k", "item": "oficio"} | mudanca
    caminho = f"/implantacoes/{iniciada.orgao.municipio.codigo_ibge}/comandos/"
    resposta = api(iniciada.gestor_sei).pedir("post", caminho, json.dumps(corpo))

    assert resposta.status_code == 400
    assert (resposta.json()["codigo"], list(resposta.json()["campos"])) == ("malformado", [campo])
    assert iniciada.implantacao.seq == 1


@pytest.mark.parametrize(
    ("corpo", "tipo", "situacao"),
    [
        ("{", "application/json", 400),
        ("[1]", "application/json", 400),
        ("null", "application/json", 400),
        ('{"comando": NaN}', "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (" " * (1024 * 1024 + 1), "application/json", 413),
        ("comando=iniciar", "application/x-www-form-urlencoded", 415),
    ],
)
def test_corpo_que_nao_se_le_nunca_derruba(iniciada, api, corpo, tipo, situacao):
    resposta = Client().post(
        f"/api/v1/implantacoes/{iniciada.orgao.municipio.codigo_ibge}/comandos/",
        data=corpo,
        content_type=tipo,
        headers={"Authorization": f"Bearer {api(iniciada.gerente).segredo}"},
    )

    assert resposta.status_code == situacao
    assert {"codigo", "mensagem", "saida"} <= set(resposta.json())


def test_chave_e_comando_sao_obrigatorios(iniciada, api):
    caminho = f"/implantacoes/{iniciada.orgao.municipio.codigo_ibge}/comandos/"
    de_quem = api(iniciada.gestor_sei)

    sem_chave = de_quem.pedir("post", caminho, {"comando": "enviar_etapa", "etapa": "comeco"})
    assert sem_chave.json()["campos"] == {"chave": ["Falta informar."]}
    assert de_quem.pedir("post", caminho, {"chave": "k"}).status_code == 400


def test_metodo_que_nao_ha_e_405_em_json(iniciada, api):
    caminho = f"/implantacoes/{iniciada.orgao.municipio.codigo_ibge}/comandos/"
    for metodo in ("get", "put", "delete", "options"):
        resposta = api(iniciada.gerente).pedir(metodo, caminho)
        assert (resposta.status_code, resposta.json()["codigo"]) == (405, "metodo_nao_aceito")


# --- Iniciar, arquivos e fatos


def test_iniciar_pela_api_cria_a_implantacao_e_repetir_nao_muda_nada(roteiro_curto, api, codigos):
    orgao, gerente = OrgaoFactory(), UsuarioFactory(gerente=True)
    de_quem = api(gerente)

    primeira = de_quem.comandar(orgao, "iniciar", chave="a")
    assert (primeira.status_code, primeira.json()["seq"]) == (200, 1)
    assert de_quem.comandar(orgao, "iniciar", chave="a").json() == primeira.json()
    outra = de_quem.comandar(orgao, "iniciar", chave="b")
    assert (outra.status_code, codigos(outra)) == (409, ["situacao_nao_aceita"])


def test_so_a_gerencia_da_carteira_inicia(cidade, api, codigos):
    for pessoa in (cidade.gestor_sei, cidade.outro_gerente, cidade.observador):
        resposta = api(pessoa).comandar(cidade.orgao, "iniciar")
        assert (resposta.status_code, codigos(resposta)[0]) == (403, "nao_e_do_seu_papel")
    assert not Implantacao.objects.exists()
    assert api(cidade.gerente).comandar(cidade.orgao, "suspender").status_code == 404
    com_alvo = api(cidade.gerente).comandar(cidade.orgao, "iniciar", item="oficio")
    assert com_alvo.json()["campos"] == {"item": ["Este campo não existe aqui."]}


def test_arquivo_de_prova_e_deste_orgao_e_ao_alcance_de_quem_manda(iniciada, api, codigos):
    meu = ArquivoFactory(orgao=iniciada.orgao)
    alheio = ArquivoFactory(orgao=OrgaoFactory())
    reservado = ArquivoFactory(orgao=iniciada.orgao, papeis=(Papel.GESTOR_TI,))
    de_quem = api(iniciada.gestor_sei)

    for ruim in (alheio, reservado):
        resposta = de_quem.comandar(
            iniciada.orgao, "concluir_item", item="oficio", dados={"arquivos": [str(ruim.pk)]}
        )
        assert (resposta.status_code, codigos(resposta)) == (409, ["arquivo_desconhecido"])
    certo = de_quem.comandar(
        iniciada.orgao, "concluir_item", item="oficio", dados={"arquivos": [str(meu.pk)]}
    )
    assert certo.status_code == 200


def test_recusa_de_arquivo_vem_com_as_do_motor(iniciada, api, codigos):
    alheio = ArquivoFactory(orgao=OrgaoFactory())
    resposta = api(iniciada.gestor_ti).comandar(
        iniciada.orgao, "concluir_item", item="oficio", dados={"arquivos": [str(alheio.pk)]}
    )

    assert resposta.status_code == 403
    assert codigos(resposta) == ["arquivo_desconhecido", "nao_e_do_seu_papel"]


def test_fatos_so_se_conferem_como_estao(iniciada, fatos, api, codigos):
    de_quem, pedido = api(iniciada.gestor_sei), {"item": "cadastro", "chave": "c"}
    fatos["cadastro"] = Fato(False, "Falta o cadastro.", "Preencha.")

    primeira = de_quem.comandar(iniciada.orgao, "alterar_fatos", **pedido)
    assert primeira.status_code == 200
    assert [e["tipo"] for e in primeira.json()["eventos"]] == ["fato_registrado"]
    assert Andamento.objects.get(tipo="fato_registrado").dados["pedido"]["satisfeito"] is False
    assert de_quem.comandar(iniciada.orgao, "alterar_fatos", **pedido).json() == primeira.json()
    declarado = de_quem.comandar(iniciada.orgao, "alterar_fatos", item="oficio")
    assert (declarado.status_code, codigos(declarado)) == (409, ["item_declarado"])


def test_texto_com_cpf_e_recusado(iniciada, api, codigos):
    resposta = api(iniciada.gestor_sei).comandar(
        iniciada.orgao, "concluir_item", item="oficio", dados={"texto": "CPF 529.982.247-25"}
    )

    assert (resposta.status_code, codigos(resposta)) == (409, ["texto_com_cpf"])


def test_o_caminho_inteiro_de_uma_etapa(iniciada, fatos, api):
    orgao, hoje = iniciada.orgao, timezone.localdate().isoformat()
    fatos["cadastro"] = Fato(True, "Cadastro completo.")
    sei, gerente = api(iniciada.gestor_sei), api(iniciada.gerente)
    passos = [
        (sei, "concluir_item", {"item": "oficio", "ocorreu_em": hoje}),
        (sei, "alterar_fatos", {"item": "cadastro"}),
        (gerente, "concluir_item", {"item": "conferencia"}),
        (
            gerente,
            "concluir_item",
            {
                "item": "extrato",
                "em_nome_de": "sggd",
                "origem": "oficio",
                "dados": {"comprovacao": "Ofício 12."},
            },
        ),
        (sei, "enviar_etapa", {"etapa": "comeco"}),
        (
            gerente,
            "devolver_etapa",
            {
                "etapa": "comeco",
                "dados": {
                    "motivos": [
                        {"item": "oficio", "codigo": "falta_assinatura", "texto": "Assine."}
                    ]
                },
            },
        ),
        (sei, "concluir_item", {"item": "oficio", "chave": "de-novo"}),
        (sei, "enviar_etapa", {"etapa": "comeco", "chave": "reenvio"}),
        (api(iniciada.outro_gerente), "aprovar_etapa", {"etapa": "comeco"}),
    ]
    for quem, comando, campos in passos:
        resposta = quem.comandar(orgao, comando, **campos)
        assert resposta.status_code == 200, (comando, resposta.json())

    assert iniciada.implantacao.etapa_atual == "meio"
    devolvida = api(iniciada.observador).ler(
        f"/implantacoes/{orgao.municipio.codigo_ibge}/andamentos/?por_pagina=200"
    )
    [linha] = [a for a in devolvida.json()["results"] if a["tipo"] == "etapa_devolvida"]
    assert linha["dados"]["motivos"] == [{"item": "oficio", "codigo": "falta_assinatura"}]
