"""As dez promessas: a prova pequena, aqui, e o nome da grande, que mora com o que prova."""

import logging
import os
import re
from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from cadastros.validacao import EXEMPLO_DE_UNIDADES, conferir_unidades, texto_das_unidades
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.correio.models import Mensagem, Portao, Situacao
from seicidades.correio.servicos import enfileirar
from seicidades.demo.carga import carregar
from seicidades.fluxo import servicos
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Comando, Recusado, TipoDeComando
from seicidades.fluxo.verificacao import verificar
from seicidades.municipios.models import Municipio
from tests.consistencia import leitura

pytestmark = pytest.mark.django_db


def provada_em(modulo: str, *nomes: str) -> None:
    """A prova grande mora em outro arquivo: ele existe, e os testes dele têm estes nomes."""
    testes = import_module(modulo)
    for nome in nomes:
        assert callable(getattr(testes, nome, None)), f"{modulo}.{nome} sumiu: a promessa o cita."


@pytest.fixture(scope="module")
def estado(django_db_setup, django_db_blocker):
    """A demonstração inteira: cidades em toda situação, com meses de história."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("importar_municipios", stdout=StringIO())
        carregar(senha="ipe-amarelo-em-flor", vazia=False)
        yield list(Implantacao.objects.select_related("versao", "orgao__municipio"))
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


# --- 1


def test_promessa_1_a_projecao_e_a_dobra_do_registro(estado):
    assert len(estado) > 20
    for implantacao in estado:
        assert verificar(implantacao) == [], implantacao


@pytest.mark.parametrize(
    ("onde", "campos"),
    [
        ("itens", {"situacao": "dispensado"}),
        ("itens", {"prazo": "2026-01-05"}),
        ("etapas", {"situacao": "devolvida"}),
        ("etapas", {"itens_resolvidos": 0}),
    ],
)
def test_promessa_1_projecao_mexida_por_fora_e_descoberta(estado, onde, campos):
    implantacao = next(i for i in estado if i.situacao == "habilitada")
    linha = getattr(implantacao, onde).order_by("pk").first()
    type(linha).objects.filter(pk=linha.pk).update(**campos)

    assert verificar(implantacao) != []


def test_promessa_1_vale_depois_de_qualquer_comando():
    provada_em(
        "tests.fluxo.test_maquina_no_banco",
        "test_promessa_1_projecao_e_a_dobra_e_o_ensaio_e_a_estreia",
    )


# --- 2


def test_promessa_2_dois_comandos_ao_mesmo_tempo_uma_transicao():
    provada_em(
        "tests.fluxo.test_dois_processos",
        "test_promessa_2_duzentas_rodadas_de_oito_processos_uma_transicao_em_cada",
        "test_promessa_2_a_mesma_chave_dez_vezes_um_evento_e_a_mesma_resposta",
        "test_promessa_2_morto_entre_o_commit_e_a_resposta_repetir_da_a_mesma",
    )


def test_promessa_2_quem_viu_a_pagina_de_antes_e_recusado(estado):
    implantacao = next(i for i in estado if i.etapa_atual == "cadastros")
    gerente = implantacao.orgao.vinculos.get(papel=Papel.GERENTE).usuario
    comando = Comando(TipoDeComando.REABRIR_ETAPA, etapa="adesao", dados={"motivo": "Falta."})
    visto = implantacao.seq
    servicos.executar(implantacao, comando, gerente, chave="a", seq_esperada=visto)

    with pytest.raises(Recusado) as recusado:
        servicos.executar(implantacao, comando, gerente, chave="b", seq_esperada=visto)

    assert "mudou_desde" in {r.codigo for r in recusado.value.recusas}


# --- 3


@pytest.mark.parametrize("email", ["gerente@exemplo.invalid", "observador@exemplo.invalid"])
def test_promessa_3_toda_recusa_diz_a_razao_e_a_saida(estado, email):
    usuario = Usuario.objects.get(email=email)
    vistas = set()
    for implantacao in estado[::4]:
        for _, recusas in servicos.disponiveis(implantacao, usuario):
            for recusa in recusas:
                vistas.add(recusa.codigo)
                assert recusa.mensagem.endswith("."), recusa
                assert recusa.saida.endswith("."), recusa

    assert len(vistas) > 5


def test_promessa_3_remediar_todas_basta():
    provada_em(
        "tests.fluxo.nucleo.test_recusas",
        "test_promessa_3_todo_codigo_de_recusa_tem_remedio",
        "test_promessa_3_remediar_todas_as_razoes_listadas_faz_o_comando_passar",
    )


# --- 4


def test_promessa_4_todo_endereco_metodo_e_papel():
    provada_em(
        "tests.promessas.test_isolamento",
        "test_promessa_4_nenhuma_pagina_mostra_outra_cidade",
        "test_promessa_4_nenhum_envio_muda_outra_cidade",
    )
    provada_em(
        "tests.test_acesso",
        "test_na_propria_cidade",
        "test_na_cidade_alheia",
        "test_objeto_alheio_no_endereco_da_propria_cidade_nao_existe",
    )


# --- 5


def test_promessa_5_quem_morre_antes_de_entregar_nao_perde_nem_dobra():
    Portao.objects.update_or_create(id=1, defaults={"aberto": True})
    aviso = {"para": "a@exemplo.invalid", "assunto": "Etapa", "texto": "Foi devolvida.\n"}
    mensagem = enfileirar(**aviso, chave="aviso:1")
    assert enfileirar(**aviso, chave="aviso:1") == mensagem

    Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=-1))  # e morre aqui
    outra_vez = Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=10))

    assert (outra_vez.tentativas, outra_vez.possivel_duplicata) == (2, False)
    assert Mensagem.objects.filter(chave="aviso:1").count() == 1


def test_promessa_5_quem_morre_entregando_deixa_a_marca():
    mensagem = enfileirar(
        para="a@exemplo.invalid", assunto="Código", texto="1\n", chave="c", transacional=True
    )
    reservada = Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=-1))
    reservada.marcar_entregando()
    Mensagem.objects.filter(situacao=Situacao.ENTREGANDO).update(reservado_ate=timezone.now())

    assert Mensagem.objects.reservar(mensagem.pk, por=timedelta(minutes=1)).possivel_duplicata


def test_promessa_5_com_processos_que_morrem_de_verdade():
    provada_em(
        "tests.correio.test_entrega",
        "test_morte_antes_da_entrega_nao_deixa_duvida",
        "test_morte_durante_a_entrega_deixa_a_mensagem_e_a_duvida",
        "test_dois_trabalhadores_nao_entregam_a_mesma_linha",
    )


# --- 6


def test_promessa_6_nada_que_se_digita_ou_envia_e_executado():
    provada_em(
        "tests.promessas.test_hostil",
        "test_promessa_6_formulario_com_tudo_hostil_e_recusado_sem_estourar",
        "test_promessa_6_o_que_se_grava_hostil_aparece_como_texto",
        "test_promessa_6_arquivo_recebido_sai_como_anexo",
    )
    provada_em("tests.paineis.test_carteira", "test_texto_que_seria_formula_sai_como_texto")
    provada_em(
        "tests.documentos.test_reconhecimento",
        *(n for n in dir(import_module("tests.documentos.test_reconhecimento")) if "bomba" in n),
    )


# --- 7


def test_promessa_7_carga_com_um_erro_nao_grava_linha_nenhuma(tmp_path):
    arquivo = tmp_path / "populacao.csv"
    arquivo.write_text("codigo_ibge,populacao\n3500105,35000\n3500204,muitos\n", encoding="utf-8")
    antes = list(Municipio.objects.order_by("pk").values_list("pk", "populacao"))

    with pytest.raises(CommandError, match="3"):
        call_command("importar_municipios", csv=str(arquivo), fonte="IBGE 2026", stdout=StringIO())

    assert list(Municipio.objects.order_by("pk").values_list("pk", "populacao")) == antes


def test_promessa_7_todo_problema_da_planilha_diz_onde_o_que_e_a_saida():
    certo = texto_das_unidades(EXEMPLO_DE_UNIDADES)
    estragado = certo.replace(EXEMPLO_DE_UNIDADES[-1].sigla, "=1+1")

    problemas = [p for p in conferir_unidades(estragado.encode()).problemas if p.eh_erro]

    assert problemas
    for problema in problemas:
        assert problema.linha > 1
        assert problema.coluna is not None
        assert problema.codigo.isidentifier()
        assert problema.mensagem.endswith(".")
        assert problema.saida.endswith(".")


def test_promessa_7_a_carteira_inteira_entra_ou_nada_entra():
    provada_em("tests.cadastros.test_cargas", "test_enviar_nao_grava_nada")
    provada_em(
        "tests.importacao.test_carga",
        "test_tudo_ou_nada",
        "test_falha_no_meio_da_gravacao_desfaz_tudo",
        "test_cada_contradicao_tem_codigo_lugar_e_saida",
    )


# --- 8


def test_promessa_8_axe_teclado_e_tela_estreita_no_navegador():
    provada_em("tests.jornadas.test_axe", "test_paginas_passam_no_axe_e_cabem_na_tela")
    provada_em(
        "tests.jornadas.test_sem_javascript",
        "test_interlocutores_sem_javascript_e_so_com_o_teclado",
    )
    provada_em(
        "tests.comum.test_componentes_no_navegador", "test_pagina_passa_no_axe_e_cabe_na_tela"
    )


def test_promessa_8_nada_na_pagina_depende_de_javascript():
    """Todo botão está num formulário e todo enlace leva a um endereço."""
    for caminho in leitura.dos_templates():
        texto = leitura.texto(caminho)
        assert not re.search(r'href="(?:#|javascript:)"', texto), caminho
        for botao in re.findall(r"<button\b[^>]*>", texto):
            inerte = any(marca in botao for marca in ("data-", "hidden", "aria-disabled"))
            assert 'type="submit"' in botao or inerte, caminho


# --- 10 (a 9 está em tests/promessas/test_escala.py, com as cidades aos milhares)


def test_promessa_9_o_custo_nao_cresce_com_as_cidades():
    provada_em("tests.promessas.test_escala", "test_promessa_9_consultas_nao_crescem")


def test_promessa_10_dois_comandos_bastam():
    run = leitura.RAIZ / "run"
    leia_me = (leitura.RAIZ / "README.md").read_text()

    assert os.access(run, os.X_OK)
    assert run.read_text().startswith("#!/bin/sh\n")
    for comando in ("./run demo", "./run test"):
        assert re.search(rf"^{re.escape(comando)}\b", leia_me, re.MULTILINE)
    provada_em(
        "tests.demo.test_run",
        "test_demo_atende_so_nesta_maquina_recusa_repetida_e_para_com_sigterm",
        "test_demo_morta_de_repente_nao_deixa_orfaos_e_conserva_os_dados",
    )
    provada_em("tests.test_chao", "test_sem_direitos_diz_o_comando_exato")
