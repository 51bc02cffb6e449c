"""As dez promessas da casa e quem prova cada uma.

As provas moram com o que provam; aqui se garante que existem, pelo nome, e se
prova em pequeno o que atravessa a casa inteira.
"""

from importlib import import_module
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seicidades.fluxo import servicos
from seicidades.municipios.models import Municipio
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory

PROVAS = {
    1: ("tests.fluxo.test_maquina_no_banco", "test_promessa_1_"),
    2: ("tests.fluxo.test_dois_processos", "test_promessa_2_"),
    3: ("tests.fluxo.nucleo.test_recusas", "test_promessa_3_"),
    4: ("tests.test_acesso", "test_na_cidade_alheia"),
    5: ("tests.correio.test_entrega", "test_morte_durante_a_entrega"),
    7: ("tests.cadastros.test_cargas", "test_enviar_nao_grava_nada"),
    8: ("tests.jornadas.test_axe", "test_paginas_passam_no_axe_e_cabem_na_tela"),
    9: ("tests.paineis.test_carteira", "test_o_numero_de_consultas_nao_cresce_com_as_cidades"),
    10: ("tests.demo.test_run", "test_demo_"),
}


@pytest.mark.parametrize("promessa", PROVAS)
def test_promessa_tem_quem_a_prove(promessa):
    modulo, prefixo = PROVAS[promessa]

    provas = [nome for nome in dir(import_module(modulo)) if nome.startswith(prefixo)]

    assert provas, f"Ninguém prova a promessa {promessa}: procurei {prefixo} em {modulo}."


@pytest.mark.parametrize("nome", ["fluxo:cidade", "fluxo:historia", "lembretes:previsao"])
def test_promessa_4_a_cidade_de_outro_nao_existe_para_quem_e_de_fora(client, db, nome):
    servicos.publicar_roteiro()
    gerente = UsuarioFactory(gerente=True)
    alheia, _ = servicos.iniciar(OrgaoFactory(), gerente, chave="alheia")
    vizinha = VinculoFactory().usuario
    client.force_login(vizinha)

    assert client.get(reverse(nome, args=[alheia.pk])).status_code == 404


def test_promessa_7_carga_com_um_erro_nao_grava_linha_nenhuma(db, tmp_path):
    arquivo = tmp_path / "populacao.csv"
    arquivo.write_text("codigo_ibge,populacao\n3500105,35000\n3500204,muitos\n", encoding="utf-8")

    with pytest.raises(CommandError, match="3"):
        call_command("importar_municipios", csv=str(arquivo), fonte="IBGE 2026", stdout=StringIO())

    assert not Municipio.objects.exists()


@pytest.mark.parametrize("pagina", ["account_login", "paineis:inicio"])
def test_promessa_8_nenhuma_pagina_precisa_de_script_na_propria_pagina(client, db, pagina):
    client.force_login(UsuarioFactory())

    html = client.get(reverse(pagina), follow=True).content.decode()

    assert "<script>" not in html
    assert "onclick" not in html


def test_promessa_9_a_carteira_custa_o_mesmo_com_uma_ou_com_cinco_cidades(
    client, db, django_assert_num_queries
):
    servicos.publicar_roteiro()
    gerente = UsuarioFactory(gerente=True)
    client.force_login(gerente)
    servicos.iniciar(OrgaoFactory(), gerente, chave="0")
    com_uma = _consultas(client)
    for chave in range(1, 5):
        servicos.iniciar(OrgaoFactory(), gerente, chave=str(chave))

    with django_assert_num_queries(com_uma):
        client.get(reverse("paineis:carteira"))


def _consultas(client) -> int:
    with CaptureQueriesContext(connection) as contadas:
        client.get(reverse("paineis:carteira"))
    return len(contadas)
