from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cadastros.forms import (
    ConfiguracaoForm,
    DiretorioForm,
    EnviarArquivoForm,
    ExecucaoForm,
    GravarForm,
    VerificacaoForm,
)
from tests.cadastros.factories import arquivo_de_unidades

HOJE = timezone.localdate()
AMANHA = HOJE + timedelta(days=1)
FEITA = {
    "situacao": "feita",
    "feita_em": "10/03/2026",
    "responsavel": "Ana Prado",
    "evidencia": "No processo.",
}
AD = {
    "tipo": "ad",
    "nome": "AD",
    "endereco": "ad.exemplo.invalid",
    "porta": "636",
    "contexto_de_pesquisa": "dc=exemplo",
    "atributo_de_filtro": "sAMAccountName",
}
VERIFICACAO = {"feita_em": "16/03/2026", "executor": "Marta Reis", "evidencia": "Visto."}
TESTE = {
    "resultado": "ok",
    "executado_em": "17/03/2026",
    "executor": "Carlos",
    "evidencia": "Sede.",
}


def erros(form) -> set[str]:
    return set(form.errors)


def test_so_csv_entra():
    certo = {"arquivo": SimpleUploadedFile("unidades.csv", arquivo_de_unidades())}
    errado = {"arquivo": SimpleUploadedFile("unidades.pdf", b"%PDF-1.7\n%%EOF\n")}

    assert EnviarArquivoForm({}, certo).is_valid()
    assert erros(EnviarArquivoForm({}, errado)) == {"arquivo"}
    assert erros(EnviarArquivoForm({}, {})) == {"arquivo"}


def test_so_se_pergunta_pelos_avisos_quando_ha():
    assert "avisos_conferidos" in GravarForm({}, pede_conferencia=True).fields
    assert "avisos_conferidos" not in GravarForm({}).fields


def test_configuracao_feita():
    assert ConfiguracaoForm(FEITA).is_valid()
    for campo in ("feita_em", "responsavel", "evidencia"):
        assert erros(ConfiguracaoForm(FEITA | {campo: ""})) == {campo}
    assert erros(ConfiguracaoForm(FEITA | {"feita_em": f"{AMANHA:%d/%m/%Y}"})) == {"feita_em"}
    assert ConfiguracaoForm(FEITA | {"feita_em": f"{HOJE:%Y-%m-%d}"}).is_valid()


def test_arquivo_ja_guardado_vale_como_evidencia():
    assert ConfiguracaoForm(FEITA | {"evidencia": ""}, tem_arquivo=True).is_valid()


def test_configuracao_que_nao_se_aplica_pede_so_o_motivo():
    assert ConfiguracaoForm({"situacao": "nao_se_aplica", "motivo": "Sem brasão."}).is_valid()
    assert erros(ConfiguracaoForm({"situacao": "nao_se_aplica"})) == {"motivo"}


def test_configuracao_sem_situacao():
    assert erros(ConfiguracaoForm({})) == {"situacao"}


def test_diretorio():
    assert DiretorioForm(AD).is_valid()
    assert DiretorioForm({"tipo": "nenhum", "forma_de_entrada": "senha"}).is_valid()
    assert erros(DiretorioForm({"tipo": "nenhum"})) == {"forma_de_entrada"}
    assert erros(DiretorioForm({"tipo": "ldap"})) == set(DiretorioForm.OBRIGATORIOS)
    assert erros(DiretorioForm(AD | {"porta": "70000"})) == {"porta"}
    assert erros(DiretorioForm(AD | {"senha_entregue_em": f"{AMANHA:%d/%m/%Y}"})) == {
        "senha_entregue_em"
    }


def test_nenhum_campo_pede_a_senha():
    nomes = set(DiretorioForm.base_fields) - {"senha_entregue_em"}

    assert not [nome for nome in nomes if "senha" in nome]


def test_verificacao_marca_como_falha_o_que_fica_em_branco():
    form = VerificacaoForm(VERIFICACAO | {"partes": ["porta_responde", "usuario_conecta"]})

    assert form.is_valid()
    assert form.dados() == {
        "feita_em": form.cleaned_data["feita_em"],
        "executor": "Marta Reis",
        "evidencia": "Visto.",
        "arquivo": None,
        "porta_responde": True,
        "usuario_conecta": True,
        "login_encontrado": False,
        "senha_errada_recusada": False,
    }


def test_verificacao_pede_evidencia():
    assert erros(VerificacaoForm(VERIFICACAO | {"evidencia": ""})) == {"evidencia"}


@pytest.mark.parametrize("resultado", ["ok", "falhou", "nao_se_aplica"])
def test_teste_pede_evidencia_em_qualquer_resultado(resultado):
    assert ExecucaoForm(TESTE | {"resultado": resultado}).is_valid()
    assert erros(ExecucaoForm(TESTE | {"resultado": resultado, "evidencia": ""})) == {"evidencia"}


def test_teste_futuro_e_recusado():
    dados = TESTE | {"executado_em": f"{AMANHA:%d/%m/%Y}"}

    assert erros(ExecucaoForm(dados)) == {"executado_em"}
