"""O que a gente fictícia escreve. Várias versões, para que duas cidades não digam o mesmo."""

from random import Random

from seicidades.comum.papeis import INTERLOCUTORES

# item por fato → o que quem registra diz, e o que se apurou
RESUMOS = {
    "prefeitura_informada": (
        "CNPJ, contato e endereço da prefeitura.",
        "CNPJ, contato e endereço informados.",
    ),
    "prefeito_informado": ("Representante e mandato.", "Representante com mandato em curso."),
    "usuario_externo_pedido": ("Cadastro de usuário externo pedido.", "Cadastro pedido."),
    "usuario_externo_liberado": ("Usuário externo liberado.", "Cadastro liberado."),
    "termo_disponibilizado": ("Termo de Adesão no processo do projeto.", "Termo à disposição."),
    "termo_assinado": ("1 de 1 assinatura pelo município.", "Termo assinado."),
    "acordo_disponibilizado": ("Acordo no mesmo processo do termo.", "Acordo à disposição."),
    "acordo_assinado_pelo_municipio": (
        "1 de 1 assinatura pelo município.",
        "Assinado pelo município.",
    ),
    "acordo_assinado_pela_sggd": ("1 de 1 assinatura pela SGGD.", "Assinado pela SGGD."),
    "acordo_assinado_pela_prodesp": ("1 de 1 assinatura pela Prodesp.", "Assinado pela Prodesp."),
    "extrato_publicado": ("Extrato publicado.", "Publicado no Diário Oficial do Estado."),
    "ato_de_designacao_publicado": ("Portaria registrada.", "Ato publicado."),
    "substitutos_informados": ("Suplente de 4 papéis.", "Os quatro papéis têm suplente."),
    "minuta_preparada": ("Minuta, versão 1.", "Minuta registrada."),
    "minuta_analisada": ("Versão 1: pode seguir, com sugestões.", "Minuta lida, com sugestões."),
    "parecer_do_ato": ("Parecer jurídico: favorável.", "Parecer favorável."),
    "ato_assinado": ("Ato do processo eletrônico.", "Ato assinado."),
    "assuntos_conferidos": ("18 de 18 assuntos respondidos.", "Dezoito assuntos conferidos."),
    "ato_publicado": ("Publicação no Diário Oficial do Município.", "Ato publicado."),
    "niveis_de_assinatura": ("Níveis de assinatura fixados no ato.", "Níveis informados."),
    "lei_do_arquivo": ("Lei do arquivo público municipal.", "Lei publicada."),
    "sistema_de_arquivos": ("Decreto do sistema de arquivos.", "Decreto publicado."),
    "comissao_de_avaliacao": ("Portaria da comissão.", "Comissão nomeada."),
    "plano_de_classificacao": ("Plano de classificação.", "Plano aprovado e publicado."),
    "tabela_de_temporalidade": ("Tabela de temporalidade.", "Tabela aprovada e publicada."),
    "unidades_carregadas": ("Arquivo de unidades, versão 1.", "Arquivo gravado sem erros."),
    "usuarios_carregados": ("Arquivo de usuários, versão 1.", "Arquivo gravado sem erros."),
    "configuracoes_do_municipio": ("Configurações do município.", "Todos os assuntos decididos."),
    "configuracoes_da_prodesp": ("Configurações aplicadas no SEI.", "Todos os assuntos decididos."),
    "diretorio_informado": ("Forma de entrada das pessoas.", "Forma de entrada informada."),
    "diretorio_conectado": ("Diretório verificado.", "Conexão verificada."),
    "conectividade_testada": ("Testes de rede.", "Todos os testes passaram."),
    "reuniao_de_multiplicadores": ("Reunião com 2 pessoas.", "Reunião feita."),
    "reuniao_preparatoria": ("Reunião com 2 pessoas.", "Reunião feita."),
    "multiplicadores_indicados": ("Lista de multiplicadores.", "Multiplicadores indicados."),
    "agenda_marcada": ("Sessões marcadas.", "Agenda marcada."),
    "multiplicadores_capacitados": ("Sessão feita, com lista de presença.", "Sessões feitas."),
    "webinar_realizado": ("Webinar feito.", "Webinar feito."),
    "prontidao_confirmada": ("As seis respostas e a data combinada.", "Cidade pronta."),
    "operacao_assistida_aberta": ("Operação assistida aberta.", "Aberta."),
    "atendimentos_registrados": ("Dúvidas registradas.", "Dúvidas registradas."),
    "operacao_assistida_encerrada": ("Operação assistida encerrada.", "Encerrada."),
}
RESUMOS |= {
    f"{papel}_designado": (f"{papel.rotulo} designado.", "Em exercício.")
    for papel in INTERLOCUTORES
}
RESUMOS |= {
    f"contato_{papel}_confirmado": (f"Contato do {papel.rotulo} confirmado.", "Contato confirmado.")
    for papel in INTERLOCUTORES
}
RESUMO_COMUM = ("Entregue.", "Entregue.")  # os produtos da capacitação

COMPROVACOES = (
    "Informado por telefone pela chefia de gabinete, que enviou a tela por e-mail.",
    "Confirmado em chamada com o Gestor SEI, com o processo aberto na tela.",
    "Conforme o documento no processo da implantação, no SEI do Estado.",
    "Ligação com a secretária da prefeita, que leu a data no comprovante.",
    "Visto no processo; o Gestor SEI confirmou por telefone.",
)

CONCLUSOES = {
    "minuta_do_acordo_conferida": (
        "A procuradoria leu e não pede mudança.",
        "Lida pelo jurídico; parecer favorável, sem ressalvas.",
        "O procurador conferiu as obrigações do município e concordou com o texto.",
        "Lida em reunião com o gabinete. Sem objeção.",
    ),
    "orgao_gestor_designado": (
        "A Secretaria de Administração responde pelo SEI, conforme a portaria da implantação.",
        "Criado um comitê com administração, informática e protocolo.",
        "O decreto já nomeia a Diretoria de Administração como órgão gestor.",
    ),
    "tabela_de_assuntos_entregue": (
        "Planilha com atividades-meio e atividades-fim, igual à tabela publicada.",
        "Enviada a planilha conferida pela comissão de avaliação.",
    ),
    "tabela_de_assuntos_carregada": (
        "Todos os assuntos entraram; relatório no processo.",
        "Carga sem rejeições, conferida com o Gestor Documental.",
    ),
    "carga_feita_no_sei": (
        "Unidades e usuários carregados no SIP e no SEI, sem rejeição.",
        "Duas linhas foram recusadas por login repetido, corrigidas e carregadas de novo.",
        "Carga completa na primeira tentativa.",
    ),
    "acesso_conferido": (
        "Uma pessoa de cada unidade entrou e criou um documento de teste.",
        "Todas as unidades testadas; uma assinatura estava com o cargo errado e foi corrigida.",
        "Testado em dois dias. Três pessoas estavam na unidade errada; já corrigido.",
    ),
}
CONCLUSAO_COMUM = ("Feito e conferido com a equipe.",)

# etapa → (item, código, texto)
DEVOLUCOES = {
    "adesao": (
        (
            "prefeitura_informada",
            "dados_divergentes",
            "O endereço não é o do acordo assinado. Confira a rua e o número.",
        ),
        (
            "minuta_do_acordo_conferida",
            "falta_informacao",
            "Diga quem leu a minuta e a que conclusão chegou.",
        ),
        (
            "termo_assinado",
            "data_nao_confere",
            "A data informada é anterior à liberação do documento. Veja a data na tarja.",
        ),
    ),
    "interlocutores": (
        (
            "ato_de_designacao_publicado",
            "data_nao_confere",
            "A portaria é anterior à designação do Gestor Documental. Envie a que está em vigor.",
        ),
        (
            "ato_de_designacao_publicado",
            "falta_publicacao",
            "O endereço abre a página inicial do diário. Informe a edição em que a portaria saiu.",
        ),
    ),
    "regulamentacao": (
        (
            "ato_publicado",
            "falta_publicacao",
            "O endereço não abre. Informe a página da edição em que o decreto saiu.",
        ),
        (
            "assuntos_conferidos",
            "dados_divergentes",
            "O artigo citado para a digitalização trata de outra coisa. Confira com o decreto.",
        ),
        (
            "ato_assinado",
            "documento_errado",
            "A ementa registrada é a da minuta. Copie a do decreto assinado.",
        ),
    ),
    "cadastros": (
        (
            "unidades_carregadas",
            "dados_divergentes",
            "Falta a Secretaria de Cultura, que aparece na lei de estrutura.",
        ),
        (
            "acesso_conferido",
            "falta_informacao",
            "Diga que unidades testaram e o que foi corrigido.",
        ),
        (
            "configuracoes_do_municipio",
            "falta_informacao",
            "Dois assuntos estão sem quem decidiu. Complete antes de reenviar.",
        ),
    ),
    "capacitacao": (
        (
            "webinar_realizado",
            "falta_informacao",
            "Informe quantas pessoas assistiram; só há a data.",
        ),
    ),
    "gestao_documental": (
        (
            "tabela_de_temporalidade",
            "falta_publicacao",
            "A tabela das atividades-fim não aparece na edição indicada.",
        ),
    ),
}

# etapa → (motivo, dono, texto, como se resolveu)
AJUDAS = {
    "adesao": (
        (
            "usuario_externo_pendente",
            "prodesp",
            "O cadastro da prefeita continua pendente. O que falta enviar?",
            "Faltava a cópia do documento; cadastro liberado no mesmo dia.",
        ),
        (
            "decisao_da_prefeitura",
            "municipio",
            "O gabinete quer ouvir a Câmara antes de assinar.",
            "A conversa aconteceu e o gabinete autorizou a assinatura.",
        ),
        (
            "sem_acesso",
            "prodesp",
            "O documento não aparece para assinatura no acesso externo.",
            "A liberação tinha vencido; feita outra, com validade maior.",
        ),
    ),
    "interlocutores": (
        (
            "falta_pessoa",
            "municipio",
            "A pessoa indicada para o protocolo se aposentou; procuramos outra.",
            "Indicada a nova chefe do protocolo.",
        ),
        (
            "nao_sei_como_fazer",
            "prodesp",
            "A mesma servidora pode ter dois papéis? A equipe aqui é pequena.",
            "Pode; explicado por telefone como registrar.",
        ),
    ),
    "regulamentacao": (
        (
            "parecer_juridico",
            "municipio",
            "A minuta está na procuradoria, com outros pareceres na frente.",
            "Parecer emitido, favorável.",
        ),
        (
            "decisao_da_prefeitura",
            "municipio",
            "A administração discute a data em que o papel deixa de valer.",
            "Data definida para o começo do trimestre.",
        ),
        (
            "espero_resposta",
            "prodesp",
            "Há modelo de decreto para município com autarquia de água?",
            "Enviado um modelo de cláusula para a autarquia.",
        ),
    ),
    "cadastros": (
        (
            "sem_conexao",
            "municipio",
            "O firewall da prefeitura ainda barra o endereço da Prodesp.",
            "Regra liberada pelo fornecedor; teste refeito.",
        ),
        (
            "erro_no_sistema",
            "prodesp",
            "O arquivo de usuários é recusado numa linha que parece certa.",
            "Havia um espaço no fim do login; arquivo aceito.",
        ),
        (
            "carga_em_preparo",
            "municipio",
            "A lei da nova estrutura foi votada agora; refazemos a lista de unidades.",
            "Estrutura nova publicada e lista refeita.",
        ),
    ),
    "capacitacao": (
        (
            "falta_pessoa",
            "municipio",
            "Duas multiplicadoras saíram de licença; faltam substitutas.",
            "Indicadas duas pessoas da mesma secretaria.",
        ),
        (
            "sem_acesso",
            "prodesp",
            "O ambiente de treinamento não aceita os logins da turma.",
            "Logins recriados pela equipe do ambiente.",
        ),
    ),
}

DISPENSAS = {
    "minuta_do_acordo_conferida": (
        "O texto é o padrão do programa e a procuradoria já o conhece.",
        "A prefeitura não tem procurador; o gabinete leu e concordou.",
    ),
    "substitutos_informados": (
        "A prefeitura é pequena e não há quem indicar por enquanto.",
        "Os suplentes serão nomeados depois da reforma administrativa.",
    ),
    "parecer_do_ato": (
        "Decreto sem despesa não passa pelo jurídico neste município.",
        "A procuradoria participou da redação e dispensou parecer à parte.",
    ),
    "niveis_de_assinatura": ("Um decreto de 2024 já fixa os níveis e segue valendo.",),
    "orgao_gestor_designado": (
        "A Diretoria de Administração já faz esse papel, sem ato próprio.",
        "O comitê de modernização, criado em 2023, já cuida disso.",
    ),
}

PRORROGACOES = (
    "A Câmara está em recesso e o jurídico pediu mais tempo.",
    "Férias coletivas na prefeitura.",
    "A cidade trocou de secretária de administração e pediu prazo.",
    "O diário oficial do município só sai às sextas.",
)
RECOLHIMENTOS = (
    "Enviamos o arquivo de um rascunho; vamos trocar.",
    "Faltou conferir uma data antes de enviar.",
    "O gabinete pediu para reler antes da análise.",
)
SUSPENSOES = (
    "Enchente: a prefeitura atende em regime de emergência.",
    "Troca do secretário de administração; a nova equipe assume no mês que vem.",
    "Concurso público em andamento ocupa toda a equipe de informática.",
    "A mudança do paço municipal deixou a rede instável.",
    "Greve dos servidores municipais.",
)
RETOMADAS = (
    "A equipe da cidade confirmou que pode voltar.",
    "Situação normalizada, conforme ofício do gabinete.",
)
DESISTENCIAS = (
    "A prefeitura renovou o contrato do sistema de protocolo que já usa.",
    "A nova gestão não tem a implantação entre as prioridades deste ano.",
    "O município vai esperar o consórcio regional, que estuda outra solução.",
    "Sem equipe de informática, a prefeitura prefere tentar no ano que vem.",
    "A prefeitura decidiu concluir antes a troca do sistema de protocolo.",
)
READMISSOES = ("O gabinete pediu por ofício para voltar, com equipe nova.",)
REABERTURAS = (
    "A pessoa designada como Gestor de TI deixou a prefeitura.",
    "A portaria foi revogada e outra a substitui.",
)
PRODUCOES = (
    "Acessos e unidades conferidos; a equipe da cidade confirmou a data.",
    "Multiplicadores prontos e carga conferida. Data combinada com o gabinete.",
    "Tudo testado na semana anterior; a cidade está pronta para começar.",
)


def resumos_de(item: str) -> tuple[str, str]:
    return RESUMOS.get(item, RESUMO_COMUM)


def conclusao_de(item: str, sorte: Random) -> str:
    return sorte.choice(CONCLUSOES.get(item, CONCLUSAO_COMUM))
